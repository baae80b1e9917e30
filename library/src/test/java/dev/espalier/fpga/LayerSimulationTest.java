package dev.espalier.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Linear;
import dev.espalier.progress.Cancellation;
import dev.espalier.quantize.Quantize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers of a trained network whose rows are mixed, in hardware. */
class LayerSimulationTest {

    private static final LevelSet FIXED = new LevelSet.Fixed(4);
    private static final LevelSet SUM = new LevelSet.SumOfPowers(4);
    private static Model trained;

    @TempDir
    Path folder;

    @BeforeAll
    static void train() {
        trained = TrainedLayer.lenet();
    }

    private static Model quantized(String layer) {
        return TrainedLayer.reading(
                Quantize.mixed(4, 0.6).apply(trained).model(), layer, new FakeQuantize(4, false), 0.2f);
    }

    @ParameterizedTest
    @EnumSource(Simulator.class)
    void aWholeConvolutionIsExact(Simulator simulator) throws Exception {
        Needed.needs(simulator.tool());
        IntegerLayer layer = IntegerLayer.of(quantized("conv2"), "conv2", TrainedLayer.images(2), 50);
        GemmCore core = new GemmCore(
                layer.activation(), 2, 16, List.of(new RowGroup(FIXED, 3), new RowGroup(SUM, 5)), layer.terms());

        Verdict verdict = simulator.run(core, layer, folder, Cancellation.NEVER);

        assertThat(layer.rows()).isEqualTo(Map.of(SUM, 10, FIXED, 6));
        assertThat(layer.terms()).isEqualTo(6 * 5 * 5);
        assertThat(verdict.exact()).as(verdict.toString()).isTrue();
        // 25 tiles of positions, 2 of rows, 2 images and 8 rows each.
        assertThat(verdict.results()).isEqualTo(25 * 2 * 2 * 8);
    }

    @Test
    void aLinearLayerIsExact() throws Exception {
        Needed.needs(Tool.ICARUS);
        String name = linear();
        IntegerLayer layer = IntegerLayer.of(quantized(name), name, TrainedLayer.images(3), 100);
        GemmCore core = new GemmCore(
                layer.activation(), 1, 16, List.of(new RowGroup(FIXED, 8), new RowGroup(SUM, 12)), layer.terms());

        Verdict verdict = Simulator.ICARUS.run(core, layer, folder, Cancellation.NEVER);

        assertThat(layer.positions()).isEqualTo(3);
        assertThat(verdict.exact()).as(verdict.toString()).isTrue();
    }

    private static String linear() {
        return trained.graph().layers().stream()
                .filter(node -> node.op() instanceof Linear)
                .findFirst()
                .orElseThrow()
                .name();
    }

    @Test
    void layersThatHardwareCannotTakeSayWhatIsMissing() {
        var images = TrainedLayer.images(1);
        assertThatThrownBy(() -> IntegerLayer.of(trained, "conv2", images, 1))
                .hasMessage("layer 'conv2' reads activations that are not quantized; calibrate the model first");
        assertThatThrownBy(() -> IntegerLayer.of(
                        TrainedLayer.reading(trained, "conv2", new FakeQuantize(4, false), 0.2f), "conv2", images, 1))
                .hasMessage("layer 'conv2' has weights that are not quantized; quantize the model first");
        Model groups = Quantize.fixed(4)
                .per(new Granularity.PerGroup(32))
                .apply(trained)
                .model();
        assertThatThrownBy(() -> IntegerLayer.of(
                        TrainedLayer.reading(groups, "conv2", new FakeQuantize(4, false), 0.2f), "conv2", images, 1))
                .hasMessage(
                        "layer 'conv2' has group:32 scales, several in a row; hardware sums up whole rows, so quantize"
                                + " by row or tensor");
    }
}
