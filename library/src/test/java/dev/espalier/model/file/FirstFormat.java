package dev.espalier.model.file;

import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The model in {@code models/v1-every-operator.espalier}, which was saved with format version 1. Never change it: it says
 * what that file must still mean.
 */
final class FirstFormat {

    static final String RESOURCE = "/models/v1-every-operator.espalier";
    static final Origin ORIGIN = new Origin("0.1.0", "17.0.15", Optional.of("2026-01-01T00:00:00Z"));

    private static final Size2d ONE = Size2d.square(1);
    private static final Size2d TWO = Size2d.square(2);
    private static final Size2d NONE = Size2d.square(0);

    private final Graph.Builder graph = new Graph.Builder();
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();

    static Model model() {
        return new FirstFormat().build();
    }

    private Model build() {
        Value x = graph.add("input", new Input(Shape.batchOf(2, 8, 8)));
        Value conv = graph.add(
                "conv",
                new Conv2d(4, Size2d.square(3), ONE, new Size2d(2, 1), new Size2d(2, 1), 2),
                x,
                parameter("conv.weight", Role.WEIGHT, 4, 1, 3, 3),
                parameter("conv.bias", Role.BIAS, 4));
        x = graph.add(
                "bn",
                new BatchNorm(1e-4, 0.25),
                conv,
                parameter("bn.scale", Role.SCALE, 4),
                parameter("bn.shift", Role.SHIFT, 4),
                parameter("bn.running_mean", Role.RUNNING_MEAN, 4),
                parameter("bn.running_variance", Role.RUNNING_VARIANCE, 4));
        x = graph.add("sum", new Add(), graph.add("relu", new Relu(), x), conv);
        x = graph.add("max", new MaxPool2d(TWO, TWO, NONE), x);
        x = graph.add(
                "up",
                new ConvTranspose2d(3, Size2d.square(3), TWO, ONE, ONE, 1),
                x,
                parameter("up.weight", Role.WEIGHT, 4, 3, 3, 3));
        x = graph.add("norm", new InstanceNorm(1e-3), graph.add("relu6", new Relu6(), x));
        x = graph.add("reflect", new Pad2d(new Size2d(1, 2), Pad2d.Mode.REFLECT), x);
        x = graph.add("mean", new AveragePool2d(new Size2d(2, 3), TWO, new Size2d(0, 1)), x);
        x = graph.add("pad", PadAxis.channels(1, 2), x);
        x = graph.add("slice", Slice.channels(1, 4), x);
        x = graph.add("flat", new Flatten(), graph.add("pool", new GlobalAveragePool(), x));
        x = graph.add(
                "fc", new Linear(3), x, parameter("fc.weight", Role.WEIGHT, 3, 4), parameter("fc.bias", Role.BIAS, 3));
        graph.add("tanh", new Tanh(), x);
        Map<String, Encoding> encodings = new LinkedHashMap<>();
        mask(encodings, "up.weight", new Structure.Unstructured(), 0b101_000_011_110);
        var patterns = List.of(new KernelPattern(3, 3, 0b000011011), new KernelPattern(3, 3, 0b110110000));
        mask(encodings, "conv.weight", new Structure.PatternConnectivity(patterns), 0b110110000);
        mask(encodings, "fc.weight", new Structure.Unstructured(), 0);
        List<Step> history = List.of(
                Step.of("build", "name", "every operator"),
                Step.of("prune", "rate", "2.25x", "note", "a \"quoted\" 文"));
        return new Model("every operator", graph.build("tanh"), new Parameters(arrays), encodings, history);
    }

    private Value parameter(String name, Role role, int... dims) {
        Shape shape = Shape.of(dims);
        float[] numbers = new float[(int) shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (name.length() + i) / 8f - 1.5f;
        }
        arrays.put(name, Nd4j.create(numbers, shape.toArray(), 'c'));
        return graph.add(name, new Parameter(shape, role));
    }

    /** Keeps the positions of the bits, over and over every nine weights. */
    private void mask(Map<String, Encoding> encodings, String parameter, Structure structure, int bits) {
        INDArray weights = arrays.get(parameter);
        float[] mask = new float[(int) weights.length()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = bits >>> i % 9 & 1;
        }
        INDArray array = Nd4j.create(mask, weights.shape(), 'c');
        arrays.put(parameter, weights.mul(array));
        encodings.put(parameter, new Encoding.Masked(array, structure));
    }
}
