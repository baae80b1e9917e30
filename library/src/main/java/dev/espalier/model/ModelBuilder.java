package dev.espalier.model;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes a network down layer by layer. Layers with parameters are named by the caller; their parameters are called
 * {@code layer.weight}, {@code layer.bias} and so on. Layers without are numbered: {@code relu1}, {@code relu2}.
 *
 * <pre>{@code
 * var net = new ModelBuilder("tiny");
 * Value x = net.input(1, 28, 28);
 * x = net.relu(net.conv("conv1", x, Conv2d.square(8, 3, 1, 1)));
 * x = net.linear("classifier", net.globalAveragePool(x), 10);
 * Model model = net.build(x, new Seed(1));
 * }</pre>
 */
public final class ModelBuilder {

    private final String name;
    private final Graph.Builder graph = new Graph.Builder();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Starts a network of this name. */
    public ModelBuilder(String name) {
        this.name = name;
    }

    /** Images of [channels, height, width], any number of them. */
    public Value input(int channels, int height, int width) {
        return input(Shape.of(channels, height, width));
    }

    /** Items of any shape, any number of them. */
    public Value input(Shape item) {
        return graph.add(
                "input",
                new Input(Shape.batchOf(
                        item.dims().stream().mapToInt(Integer::intValue).toArray())));
    }

    /** A convolution without bias, as it is used before a normalisation. */
    public Value conv(String layer, Value images, Conv2d conv) {
        return graph.add(layer, conv, images, parameter(layer, Role.WEIGHT, weightShape(layer, conv, images)));
    }

    /** A convolution with bias. */
    public Value convWithBias(String layer, Value images, Conv2d conv) {
        Value weight = parameter(layer, Role.WEIGHT, weightShape(layer, conv, images));
        return graph.add(layer, conv, images, weight, parameter(layer, Role.BIAS, Shape.of(conv.out())));
    }

    /** A transposed convolution without bias. */
    public Value convTranspose(String layer, Value images, ConvTranspose2d conv) {
        return graph.add(layer, conv, images, parameter(layer, Role.WEIGHT, weightShape(layer, conv, images)));
    }

    /** A transposed convolution with bias. */
    public Value convTransposeWithBias(String layer, Value images, ConvTranspose2d conv) {
        Value weight = parameter(layer, Role.WEIGHT, weightShape(layer, conv, images));
        return graph.add(layer, conv, images, weight, parameter(layer, Role.BIAS, Shape.of(conv.out())));
    }

    private static Shape weightShape(String layer, Conv2d conv, Value images) {
        try {
            return conv.weightShape(images.shape());
        } catch (ShapeException misfit) {
            throw misfit.at(layer, conv);
        }
    }

    private static Shape weightShape(String layer, ConvTranspose2d conv, Value images) {
        try {
            return conv.weightShape(images.shape());
        } catch (ShapeException misfit) {
            throw misfit.at(layer, conv);
        }
    }

    /** A fully connected layer with bias. */
    public Value linear(String layer, Value x, int out) {
        int in = x.shape().dim(x.shape().rank() - 1);
        Value weight = parameter(layer, Role.WEIGHT, Shape.of(out, in));
        return graph.add(layer, new Linear(out), x, weight, parameter(layer, Role.BIAS, Shape.of(out)));
    }

    /**
     * A vector for every number: [N, ...] of whole numbers from 0 to rows - 1 to [N, ..., features].
     *
     * @param rows how many vectors there are
     */
    public Value embedding(String layer, Value numbers, int rows, int features) {
        Value table = parameter(layer, Role.WEIGHT, Shape.of(rows, features));
        return graph.add(layer, Gather.rows(), table, numbers);
    }

    /** Batch normalisation over the channels of x. */
    public Value batchNorm(String layer, Value x) {
        return batchNorm(layer, x, new BatchNorm());
    }

    /** Normalisation by running statistics, with scale and shift. */
    public Value batchNorm(String layer, Value x, BatchNorm norm) {
        Shape channels = Shape.of(x.shape().dim(1));
        return graph.add(
                layer,
                norm,
                x,
                parameter(layer, Role.SCALE, channels),
                parameter(layer, Role.SHIFT, channels),
                parameter(layer, Role.RUNNING_MEAN, channels),
                parameter(layer, Role.RUNNING_VARIANCE, channels));
    }

    /** Normalisation by running statistics, without scale and shift. */
    public Value plainBatchNorm(String layer, Value x, BatchNorm norm) {
        Shape channels = Shape.of(x.shape().dim(1));
        return graph.add(
                layer,
                norm,
                x,
                parameter(layer, Role.RUNNING_MEAN, channels),
                parameter(layer, Role.RUNNING_VARIANCE, channels));
    }

    /** Instance normalisation without scale and shift. */
    public Value instanceNorm(Value x) {
        return apply(new InstanceNorm(), x);
    }

    /** Instance normalisation with scale and shift. */
    public Value instanceNorm(String layer, Value x) {
        Shape channels = Shape.of(x.shape().dim(1));
        Value scale = parameter(layer, Role.SCALE, channels);
        return graph.add(layer, new InstanceNorm(), x, scale, parameter(layer, Role.SHIFT, channels));
    }

    /** Normalisation of every vector along the last dimension of x. */
    public Value layerNorm(String layer, Value x) {
        Shape features = Shape.of(x.shape().dim(x.shape().rank() - 1));
        Value scale = parameter(layer, Role.SCALE, features);
        return graph.add(layer, new LayerNorm(), x, scale, parameter(layer, Role.SHIFT, features));
    }

    /** max(x, 0). */
    public Value relu(Value x) {
        return apply(new Relu(), x);
    }

    /** min(max(x, 0), 6). */
    public Value relu6(Value x) {
        return apply(new Relu6(), x);
    }

    /** Largest values of non-overlapping square windows. */
    public Value maxPool(Value images, int side) {
        return apply(new MaxPool2d(Size2d.square(side), Size2d.square(side), Size2d.square(0)), images);
    }

    /** The mean of every channel: images to vectors. */
    public Value globalAveragePool(Value images) {
        return apply(new GlobalAveragePool(), images);
    }

    /** Every item of the batch as one vector. */
    public Value flatten(Value x) {
        return apply(new Flatten(), x);
    }

    /** The sum of two paths. */
    public Value add(Value a, Value b) {
        return apply(new Add(), a, b);
    }

    /** Any operator without parameters of its own, numbered by its kind. */
    public Value apply(Op op, Value... inputs) {
        String kind = op.kind().toLowerCase(Locale.ROOT);
        int number = numbers.merge(kind, 1, Integer::sum);
        return graph.add(kind + number, op, inputs);
    }

    /** A part of the network for operators without parameters of their own, which are named after it. */
    public Scope scope(String layer) {
        return new Scope(graph, layer);
    }

    /** A parameter called {@code layer.role}. */
    public Value parameter(String layer, Role role, Shape shape) {
        String parameter = layer + "." + role.name().toLowerCase(Locale.ROOT);
        Parameter op = new Parameter(shape, role);
        parameters.put(parameter, op);
        return graph.add(parameter, op);
    }

    /** The network without numbers for its parameters. */
    public Graph graph(Value output) {
        return graph.build(output.name());
    }

    /** The network with parameters for rectified layers: {@link Initialization#HE}. */
    public Model build(Value output, Seed seed) {
        return build(output, seed, Initialization.HE);
    }

    /**
     * The network with freshly drawn parameters.
     *
     * @param output whose value is the answer
     * @param seed decides every weight
     * @param initialization how widely weights spread
     */
    public Model build(Value output, Seed seed, Initialization initialization) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        parameters.forEach((parameter, op) -> arrays.put(parameter, initialization.draw(op, seed.split(parameter))));
        Step made = Step.of("build", "name", name, "seed", seed.value());
        return new Model(name, graph(output), new Parameters(arrays), Map.of(), List.of(made));
    }
}
