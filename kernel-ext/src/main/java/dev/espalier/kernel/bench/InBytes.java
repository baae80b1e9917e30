package dev.espalier.kernel.bench;

import dev.espalier.data.Dataset;
import dev.espalier.data.Provenance;
import dev.espalier.data.Split;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Shape;
import dev.espalier.quantize.Activations;
import dev.espalier.quantize.IntegerModel;
import dev.espalier.quantize.Quantize;
import dev.espalier.quantize.ScaleChoice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks in integers of 8 bits, calibrated on noise, which is what they are timed on. */
final class InBytes {

    private static final int IMAGES = 4;
    private static final int BITS = 8;

    /** Any step takes as long. */
    private static final float ADDED_STEP = 0.05f;

    private InBytes() {}

    /** With activations and weights of 8 bits, and in numbers so short that all executors give the same bits. */
    static Model of(Model model) {
        Model folded = BatchNormFolding.of(model).model();
        Model active = Activations.bits(BITS)
                .on(IMAGES)
                .apply(folded, noise(model.input().shape()))
                .model();
        return IntegerModel.rounded(
                Quantize.fixed(BITS).scaledBy(ScaleChoice.MAX).apply(active).model());
    }

    /**
     * The same work in the form that ONNX Runtime computes all of in integers: what is added is quantized before, too,
     * activations have no bounds but those of their levels, and no levels are below 0. Numbers are others, and times the same.
     */
    static Model forPeers(Model model) {
        Graph graph = model.graph();
        Graph.Builder builder = new Graph.Builder();
        Map<String, String> renamed = new HashMap<>();
        Map<String, INDArray> arrays = new HashMap<>(model.parameters().arrays());
        for (Node node : graph.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> renamed.getOrDefault(input, input))
                    .toList();
            builder.add(node.name(), forPeers(node.op()), inputs);
            if (node.op() instanceof Conv2d
                    && graph.consumers(node.name()).stream().anyMatch(reader -> reader.op() instanceof Add)) {
                String step = node.name() + ".added-step";
                String quantized = node.name() + "/added";
                builder.add(step, new Parameter(Shape.SCALAR, Parameter.Role.STEP));
                builder.add(quantized, new FakeQuantize(BITS, false), List.of(node.name(), step));
                arrays.put(step, Nd4j.scalar(ADDED_STEP));
                renamed.put(node.name(), quantized);
            }
        }
        Graph changed = builder.build(graph.outputs().stream().map(Node::name).toArray(String[]::new));
        return new Model(model.name(), changed, new Parameters(arrays), model.encodings(), model.history());
    }

    private static Op forPeers(Op op) {
        if (op instanceof FakeQuantize quantize) {
            return new FakeQuantize(quantize.bits(), false);
        }
        return op instanceof Relu6 ? new Relu() : op;
    }

    private static Split noise(Shape shape) {
        Shape images = shape.withBatch(IMAGES);
        byte[] pixels = new byte[(int) images.size()];
        new Random(1).nextBytes(pixels);
        Dataset data = new Dataset(
                "noise",
                images.dim(1),
                images.dim(2),
                images.dim(3),
                pixels,
                new int[IMAGES],
                List.of("noise"),
                Provenance.of("drawn", Map.of()));
        return new Split(data, data);
    }
}
