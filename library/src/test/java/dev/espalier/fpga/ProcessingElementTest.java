package dev.espalier.fpga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.LevelSet;
import dev.espalier.progress.Cancellation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProcessingElementTest {

    @TempDir
    Path folder;

    /** Every level set with 4-bit activations, and the corners with others. */
    static List<ProcessingElement> elements() {
        Stream<ProcessingElement> all = WeightCodeTest.sets().map(set -> element(set.toString(), "u4"));
        Stream<ProcessingElement> corners = Stream.of(
                element("fixed8", "u8"),
                element("fixed4", "s4"),
                element("p2-2", "s2"),
                element("p2-4", "s4"),
                element("sp2-3", "u1"),
                element("sp2-4", "s4"),
                element("sp2-8", "s8"));
        return Stream.concat(all, corners).toList();
    }

    private static ProcessingElement element(String set, String activation) {
        return new ProcessingElement(LevelSet.parse(set), Activation.parse(activation));
    }

    @ParameterizedTest
    @EnumSource(Simulator.class)
    void multipliesEveryActivationWithEveryLevel(Simulator simulator) throws Exception {
        Needed.needs(simulator.tool());
        List<ProcessingElement> elements = elements();

        List<Verdict> verdicts = simulator.run(
                elements.stream()
                        .map(element -> new ElementBench(element).bench())
                        .toList(),
                folder,
                Cancellation.NEVER);

        assertThat(verdicts).hasSameSizeAs(elements).allMatch(Verdict::exact);
        for (int i = 0; i < elements.size(); i++) {
            Activation activation = elements.get(i).activation();
            int words = new WeightCode(elements.get(i).weights()).words().size();
            assertThat(verdicts.get(i).results()).isEqualTo((long) words << activation.bits());
        }
    }
}
