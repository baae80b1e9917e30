package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Cost;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QuantizeTest {

    private static Model lenet() {
        return Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(1));
    }

    static List<Quantize> settings() {
        return List.of(
                Quantize.fixed(4),
                Quantize.powerOfTwo(3).per(new Granularity.PerTensor()).scaledBy(ScaleChoice.MAX),
                Quantize.mixed(4, 0.6).exclude("fc1", "conv*"),
                Quantize.sumOfPowers(8)
                        .per(new Granularity.PerGroup(64))
                        .scaledBy(ScaleChoice.ALS)
                        .with("conv1", new Levels.Uniform(new LevelSet.Fixed(8)))
                        .with("fc*", Levels.parse("mix:sp2-4:fixed4:0.5"))
                        .only("conv1", "fc2"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsAreReadBack(Quantize quantize) {
        assertThat(Quantize.parse(quantize.settings())).isEqualTo(quantize);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void replayingTheHistoryGivesTheSameWeights(Quantize quantize) {
        Model quantized = quantize.apply(lenet()).model();
        Map<String, String> step =
                quantized.history().get(quantized.history().size() - 1).settings();
        Model again = Quantize.parse(step).apply(lenet()).model();

        assertThat(again.encodings()).isEqualTo(quantized.encodings());
        quantized.parameters().arrays().forEach((name, array) -> assertThat(
                        Drawn.numbers(again.parameters().get(name)))
                .containsExactly(Drawn.numbers(array)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "levls | fixed4 | quantization has no setting 'levls'; did you mean 'levels'?",
                "levels | fixed9 | no level set fixed9; the number of bits is 2 to 8",
                "levels | mix:sp2-4:fixed4 | 'mix:sp2-4:fixed4' is no mixture; write mix:sp2-4:fixed4:0.6",
                "levels | mix:sp2-4:fixed4:1.5 | a share of 1.5 rows of sp2-4; it is 0 to 1",
                "granularity | channel | no granularity 'channel'; write tensor, row or group:64",
                "scale | mean | no way 'mean' to find a scale",
                "own | conv1 | 'conv1' is no layer with levels; write conv1:fixed8,stage3.*:sp2-4"
            })
    void anErrorSaysWhatIsWrong(String key, String value, String expected) {
        Map<String, String> settings = new LinkedHashMap<>(Map.of("levels", "fixed4"));
        settings.put(key, value);
        assertThatThrownBy(() -> Quantize.parse(settings)).hasMessageContaining(expected);
    }

    @Test
    void everyWeightIsQuantizedAndNothingElse() {
        Quantized quantized = Quantize.fixed(4).apply(lenet());

        assertThat(quantized.model().encodings())
                .containsOnlyKeys("conv1.weight", "conv2.weight", "fc1.weight", "fc2.weight", "fc3.weight");
        assertThat(quantized.layers()).allSatisfy(layer -> {
            assertThat(layer.error()).isBetween(0.001, 0.03);
            assertThat(layer.bytes())
                    .isEqualTo(
                            (layer.shape().size() + 1) / 2 + 4L * layer.shape().dim(0));
        });
        Cost before = Cost.of(lenet());
        assertThat(Cost.of(quantized.model()).bytes())
                .isEqualTo(before.bytes() - quantized.bytesBefore() + quantized.bytes());
        assertThat(Cost.of(quantized.model()).kept()).isEqualTo(before.parameters());
    }

    @Test
    void layersMayHaveLevelsOfTheirOwn() {
        Model model = Quantize.fixed(4)
                .with("fc*", new Levels.Uniform(new LevelSet.PowerOfTwo(4)))
                .with("fc3", new Levels.Uniform(new LevelSet.Fixed(8)))
                .apply(lenet())
                .model();

        assertThat(model.encoding("conv1.weight")).hasToString("fixed4 per row");
        assertThat(model.encoding("fc1.weight")).hasToString("p2-4 per row");
        assertThat(model.encoding("fc3.weight")).hasToString("fixed8 per row");
        assertThatThrownBy(() -> Quantize.fixed(4)
                        .with("fc9", new Levels.Uniform(new LevelSet.Fixed(8)))
                        .apply(lenet()))
                .hasMessage("no layer 'fc9' with weights to give levels of its own; did you mean 'fc1'?");
    }

    @Test
    void zerosOfAMaskStayAndScalesFitWhatIsKept() {
        Model pruned = Prune.unstructured(Rate.times(4)).apply(lenet()).model();
        Model both = Quantize.sumOfPowers(4).apply(pruned).model();

        pruned.encodings().forEach((parameter, encoding) -> {
            Encoding.Masked mask = encoding.masked().orElseThrow();
            assertThat(both.encoding(parameter).masked()).contains(mask);
            assertThat(Drawn.numbers(both.parameters().get(parameter).mul(mask.mask())))
                    .containsExactly(Drawn.numbers(both.parameters().get(parameter)));
        });
        assertThat(Cost.of(both).kept()).isEqualTo(Cost.of(pruned).kept());
        assertThat(Cost.of(both).bytes()).isLessThan(Cost.of(pruned).bytes() / 2);
    }

    @Test
    void whatIsLeftAloneOrDoneOtherwiseHasAReason() {
        var net = new ModelBuilder("mixed");
        Value x = net.convTranspose(
                "up",
                net.input(2, 4, 4),
                new ConvTranspose2d(4, Size2d.square(4), Size2d.square(2), Size2d.square(1), Size2d.square(0), 1));
        x = net.conv("conv", x, Conv2d.square(4, 3, 1, 1));
        Model model = net.build(net.linear("fc", net.globalAveragePool(x), 3), new Seed(1));
        Quantized quantized = Quantize.mixed(4, 0.5).exclude("fc").apply(model);

        assertThat(quantized.layers())
                .extracting(QuantizedLayer::note)
                .containsExactly(
                        "is transposed: its rows belong to inputs, whose products are summed, so all have one scale",
                        "",
                        "is excluded by name");
        assertThat(quantized.model().encoding("up.weight")).hasToString("fixed4 per tensor");
        assertThat(quantized.model().encoding("conv.weight")).hasToString("50 % sp2-4, 50 % fixed4 per row");
        assertThatThrownBy(() -> Quantize.mixed(4, 0.5)
                        .per(new Granularity.PerTensor())
                        .only("fc")
                        .apply(model))
                .hasMessageStartingWith("layer 'fc' cannot be quantized to mix:sp2-4:fixed4:0.5: rows of different");
    }

    @Test
    void theResultSaysWhatBecameOfEachLayer() {
        Quantized quantized = Quantize.fixed(4).exclude("fc3").apply(lenet());

        assertThat(quantized.toString())
                .startsWith("lenet5 quantized, fixed4 per row, scales by mse\n")
                .contains("is excluded by name")
                .contains("-> ");
        assertThat(quantized.toTable().columnNames())
                .containsExactly("layer", "weight", "levels", "error %", "bytes before", "bytes", "note");
        assertThat(quantized.bytesBefore() / (double) quantized.bytes()).isCloseTo(7.8, within(0.2));
    }

    @Test
    void quantizingTwiceKeepsTheLevels() {
        Model once = Quantize.sumOfPowers(4).apply(lenet()).model();
        Model twice = Quantize.sumOfPowers(4).apply(once).model();

        assertThat(Drawn.numbers(twice.parameters().get("fc1.weight")))
                .containsExactly(Drawn.numbers(once.parameters().get("fc1.weight")));
    }
}
