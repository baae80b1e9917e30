package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.model.Cost;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.quantize.Quantize;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

@ExtendWith(NeedsCompiler.class)
class InspectionTest {

    private static final Model DENSE = Zoo.create("resnet20", Shape.of(1, 28, 28), 10, new Seed(1));

    private static Model pruned(String scheme) {
        return Prune.of(Scheme.parse(scheme), Rate.times(4)).apply(DENSE).model();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unstructured", "pattern:8/g16", "block-punched:16x1"})
    void countsOfCodeAreThoseOfTheMasks(String scheme) {
        Model model = pruned(scheme);
        Map<String, Cost> costs = Cost.byLayer(model);
        try (CompiledModel compiled = Compile.here().apply(model)) {
            assertThat(Profile.of(compiled).calls())
                    .filteredOn(call -> call.macs() > 0 && model.masks().containsKey(call.layer() + ".weight"))
                    .hasSize(model.masks().size())
                    .allSatisfy(call -> {
                        Encoding.Masked mask = model.masks().get(call.layer() + ".weight");
                        assertThat(call.structure()).isEqualTo(mask.structure().toString());
                        assertThat(call.rate()).isCloseTo((double) mask.mask().length() / mask.kept(), within(1e-9));
                        assertThat(call.macs())
                                .isEqualTo(costs.get(call.layer()).keptMacs());
                    });
        }
    }

    @Test
    void codeIsSetBesideItselfWithoutZeros() {
        try (CompiledModel compiled = Compile.here().apply(pruned("pattern:8/g16"))) {
            Inspection inspection = Inspection.of(compiled, true, Progress.NONE, Cancellation.NEVER);
            Profile profile = inspection.code().orElseThrow().profile();
            assertThat(profile.dense()).containsOnlyKeys(profile.byLayer().keySet());
            assertThat(profile.dense().values()).allMatch(time -> time > 0);
            assertThat(inspection.toString())
                    .startsWith("resnet20 compiled for host")
                    .contains(
                            "operators with ",
                            "pattern+connectivity",
                            "dense µs",
                            "faster",
                            "\ntotal ",
                            "with no weight zero");
        }
    }

    @Test
    void aDenseNetworkHasNoDenseForm() {
        try (CompiledModel compiled = Compile.here().apply(DENSE)) {
            assertThatThrownBy(() -> Inspection.of(compiled, true, Progress.NONE, Cancellation.NEVER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no weight of 'resnet20' is zero, so there is no dense form to compare with");
            assertThat(Profile.of(compiled).headings()).doesNotContain("structure", ">dense µs", ">µs");
        }
    }

    @Test
    void withoutACompilerThereAreCountsOnly() {
        Model model = pruned("unstructured");
        assertThat(Inspection.of(model)).hasToString(model.summary().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed4", "p2-4", "sp2-4"})
    void aDenseFormKeepsLevelsAndWhatIsNotZero(String levels) {
        Model quantized = Quantize.parse(Map.of("levels", levels))
                .apply(pruned("unstructured"))
                .model();
        Model twin = DenseTwin.of(quantized).orElseThrow();
        quantized.encodings().forEach((name, encoding) -> {
            INDArray before = quantized.parameters().get(name);
            INDArray after = twin.parameters().get(name);
            assertThat(after.eq(0).castTo(before.dataType()).sumNumber().intValue())
                    .isZero();
            assertThat(after.mul(before.neq(0).castTo(before.dataType()))).isEqualTo(before);
            Encoding.Quantized filled = (Encoding.Quantized) twin.encoding(name);
            float[] weights = after.dup('c').data().asFloat();
            int row = weights.length / filled.sets().size();
            for (int i = 0; i < weights.length; i++) {
                float scale = filled.scales().get(i / row);
                float weight = Math.abs(weights[i]);
                assertThat(DoubleStream.of(filled.sets().get(i / row).magnitudes()))
                        .anyMatch(level -> (float) (scale * level) == weight);
            }
        });
    }
}
