package dev.espalier.fpga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.engine.integer.IntegerExecutor;
import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.progress.Cancellation;
import dev.espalier.quantize.Activations;
import dev.espalier.quantize.IntegerModel;
import dev.espalier.quantize.Quantize;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The hardware against the integer executor, which judges everything that is quantized. */
class JudgedLayerTest {

    private static final int IMAGES = 2;
    private static final String LAYER = "conv2";

    private static Model model;
    private static INDArray images;

    @TempDir
    Path folder;

    @BeforeAll
    static void quantize() {
        Model trained = TrainedLayer.lenet();
        Model small = Quantize.mixed(4, 0.6)
                .apply(Activations.bits(4)
                        .on(64)
                        .apply(trained, TrainedLayer.DATA)
                        .model())
                .model();
        model = IntegerModel.of(small).model();
        images = TrainedLayer.images(IMAGES);
    }

    @Test
    void sumsAreThoseOfTheIntegerExecutor() {
        IntegerLayer layer = IntegerLayer.of(model, LAYER, images, Integer.MAX_VALUE);
        INDArray judged = judged();
        Encoding.Quantized encoding = (Encoding.Quantized) model.encoding(LAYER + ".weight");
        float[] bias = model.parameters().get(LAYER + ".bias").dup('c').data().asFloat();
        int area = model.graph().node(LAYER).shape().dim(2)
                * model.graph().node(LAYER).shape().dim(3);

        assertThat(layer.positions()).isEqualTo(IMAGES * area);
        assertThat(layer.rows()).hasSize(2);
        for (int position = 0; position < layer.positions(); position++) {
            for (int row = 0; row < bias.length; row++) {
                double unit = (double) encoding.scales().get(row)
                        / layer.sets().get(row).unit()
                        * step();
                double found =
                        judged.getDouble(((long) (position / area) * bias.length + row) * area + position % area);
                assertThat((found - bias[row]) / unit)
                        .as("position %d, row %d", position, row)
                        .isEqualTo(layer.sum(position, row));
            }
        }
    }

    @Test
    void hardwareGivesTheSameSums() throws Exception {
        Needed.needs(Tool.ICARUS);
        IntegerLayer layer = IntegerLayer.of(model, LAYER, images, Integer.MAX_VALUE);
        GemmCore core = Fpga.on(Device.XC7Z020).core(4, 6);

        Verdict verdict = Simulator.ICARUS.run(core, layer, folder, Cancellation.NEVER);

        assertThat(verdict.exact()).as(verdict.toString()).isTrue();
    }

    private static INDArray judged() {
        Graph upTo = model.graph().extend().build(LAYER);
        Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
        feeds.put(model.input().name(), images);
        try (IntegerExecutor executor = new IntegerExecutor(upTo, model.encodings())) {
            INDArray judged = executor.run(feeds, Map.of(), Cancellation.NEVER).get(LAYER);
            assertThat(executor.report())
                    .filteredOn(node -> node.node().equals(LAYER))
                    .allMatch(node -> node.isInteger());
            return judged.dup('c').ravel();
        }
    }

    private static double step() {
        Node node = model.graph().node(model.graph().node(LAYER).inputs().get(0));
        while (!(node.op() instanceof FakeQuantize)) {
            node = model.graph().node(node.inputs().get(0));
        }
        return model.parameters().get(node.inputs().get(1)).getDouble(0);
    }
}
