package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.lower.Band;
import dev.espalier.compile.lower.Bands;
import dev.espalier.compile.lower.Call;
import dev.espalier.compile.lower.Lowering;
import dev.espalier.compile.lower.Program;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.schedule.ScheduleBook;
import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network with more between its layers than any second cache holds, in bands, against the reference executor. */
@ExtendWith(NeedsCompiler.class)
class BandedNetworksTest {

    static final Model MODEL = Zoo.mobilenetV2(Shape.of(3, 224, 224), 10, 1, new Seed(1));

    static Stream<Compile> settings() {
        return Stream.of(Compile.here(), Compile.here().onThreads(2));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void computeWhatTheReferenceDoes(Compile settings) {
        CompiledModelTest.agrees(MODEL, settings);
    }

    /** What the book says is not measured again. */
    @Test
    void theSearchKeepsWhatItFinds(@TempDir Path directory) throws Exception {
        Target target = BackEnd.target("host");
        Program program = Lowering.of(MODEL, target);
        List<Band> bands = Bands.of(program, target).subList(0, 1);
        Path file = directory.resolve("book.tsv");

        List<Band> found = search(program, target, bands, file);

        String line = Files.readString(file).trim();
        String[] fields = line.split("\t");
        // Which calls are in the first band depends on how much the cache holds.
        String first = program.calls().get(bands.get(0).first()).task().signature();
        assertThat(fields[0]).startsWith(target + " band " + first).contains(" then ");
        assertThat(fields[1]).isIn("apart", "band rows=1", "band rows=2", "band rows=4");
        assertThat(found).hasSize(fields[1].equals("apart") ? 0 : 1);

        Files.writeString(file, line.replace("\t" + fields[1] + "\t", "\tapart\t"));
        assertThat(search(program, target, bands, file)).isEmpty();
        Files.writeString(file, line.replace("\t" + fields[1] + "\t", "\tband rows=3\t"));
        assertThat(search(program, target, bands, file))
                .containsExactly(bands.get(0).withRows(3));
    }

    private static List<Band> search(Program program, Target target, List<Band> bands, Path book) {
        return new BandSearch(BackEnd.of(target), target, new ScheduleBook(book), call -> guess(call, target))
                .search(program, bands, Progress.NONE, Cancellation.NEVER);
    }

    private static Schedule guess(Call call, Target target) {
        return Families.schedules(call.task(), target).get(0);
    }
}
