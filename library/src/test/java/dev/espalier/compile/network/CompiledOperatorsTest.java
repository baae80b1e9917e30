package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Operators that the zoo's networks seldom or never have, after a convolution, in every layout they can come in. */
@ExtendWith(NeedsCompiler.class)
class CompiledOperatorsTest {

    private static final int CHANNELS = 20;
    private static final int HEIGHT = 6;
    private static final int WIDTH = 10;

    static Stream<Arguments> operators() {
        return Stream.of(
                one("shuffle", new PixelShuffle(2)),
                one("unshuffle", new PixelUnshuffle(2)),
                one("slice between vectors", Slice.channels(3, 15)),
                one("slice of rows", new Slice(2, 1, 4)),
                one("channels of zeros", PadAxis.channels(3, 2)),
                one("uneven border", new PadAxis(2, 0, 1)),
                one("mirrored border", new Pad2d(new Size2d(2, 3), Pad2d.Mode.REFLECT)),
                one("nearest", Resize2d.nearest(new Size2d(9, 13))),
                one("bilinear", Resize2d.bilinear(new Size2d(9, 13))),
                one("aligned corners", new Resize2d(new Size2d(5, 21), Resize2d.Mode.BILINEAR, true)),
                one("mean pool", new AveragePool2d(Size2d.square(3), Size2d.square(2), Size2d.square(1))),
                one("transpose", Transpose.of(0, 2, 3, 1)),
                one("softmax over channels", new Softmax(1)),
                one("log softmax over columns", new LogSoftmax(3)),
                one("sum over rows and channels", Reduce.sum(1, 2)),
                one("largest of columns", new Reduce(Reduce.Reducer.MAX, List.of(3), true)),
                one("mean over pixels", Reduce.mean(2, 3)),
                one("reshape", new Reshape(Shape.batchOf(CHANNELS * HEIGHT, WIDTH))),
                chain(
                        "functions",
                        new Gelu(),
                        new Elu(0.7),
                        new HardSwish(),
                        new Softplus(),
                        new Clamp(0.3, 0.8),
                        new Erf()),
                chain("powers", new Softplus(), new Power(1.7), new Power(-2), new Round()),
                chain("whole numbers", new Elementary(Elementary.Function.FLOOR)),
                chain("signs", new Elementary(Elementary.Function.SIGN)),
                of(
                        "concat of uneven channels",
                        (net, x) -> net.add("y", Concat.channels(), x, net.add("part", Slice.channels(1, 5), x), x)),
                of("gate", (net, x) -> {
                    Value mean = net.add("mean", new Reduce(Reduce.Reducer.MEAN, List.of(2, 3), true), x);
                    return net.add("y", new Multiply(), x, mean);
                }),
                of("map of pixels", (net, x) -> {
                    Value sum = net.add("sum", new Reduce(Reduce.Reducer.SUM, List.of(1), true), x);
                    return net.add("y", new Divide(), x, net.add("positive", new Softplus(), sum));
                }),
                of("functions of a gate", (net, x) -> {
                    Value mean = net.add("mean", new Reduce(Reduce.Reducer.MEAN, List.of(2, 3), true), x);
                    Value gate = net.add("gate", new Erf(), net.add("twice", Affine.times(2), mean));
                    return net.add("y", new Multiply(), net.add("positive", new Softplus(), x), gate);
                }),
                of("functions of rows and columns", (net, x) -> {
                    Value rows = net.add("rows", new Reduce(Reduce.Reducer.MEAN, List.of(3), true), x);
                    Value columns = net.add("columns", new Reduce(Reduce.Reducer.MAX, List.of(2), true), x);
                    Value scale = net.add("scale", new Softplus(), rows);
                    Value part = net.add("part", new Gelu(), columns);
                    return net.add("y", new Add(), net.add("product", new Multiply(), x, scale), part);
                }),
                of("choice", (net, x) -> {
                    Value other = net.add("other", new Round(), x);
                    Value mask = net.add("mask", new Greater(), x, other);
                    Value same = net.add("same", new Equal(), other, other);
                    return net.add("y", new Select(), mask, net.add("sum", new Add(), x, same), other);
                }),
                of("product with its transpose", (net, x) -> {
                    Value rows = net.add("rows", new Reshape(Shape.batchOf(CHANNELS, HEIGHT * WIDTH)), x);
                    return net.add("y", new MatMul(false, true), rows, rows);
                }),
                of("repeated", (net, x) -> {
                    Value sum = net.add("sum", new Reduce(Reduce.Reducer.SUM, List.of(3), true), x);
                    return net.add("y", new Expand(Shape.batchOf(CHANNELS, HEIGHT, 7)), sum);
                }));
    }

    private static Arguments one(String name, Op op) {
        return of(name, (net, x) -> net.add("y", op, x));
    }

    private static Arguments chain(String name, Op... ops) {
        return of(name, (net, x) -> {
            Value last = x;
            for (int i = 0; i < ops.length; i++) {
                last = net.add("y" + i, ops[i], last);
            }
            return last;
        });
    }

    private static Arguments of(String name, BiFunction<Graph.Builder, Value, Value> after) {
        return Arguments.of(name, after);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void afterAConvolution(String name, BiFunction<Graph.Builder, Value, Value> after) {
        agrees(model(after, 1), Compile.here().onThreads(2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void afterOneWithoutMostOfItsWeights(String name, BiFunction<Graph.Builder, Value, Value> after) {
        agrees(model(after, 8), Compile.here().onThreads(2));
    }

    @Test
    void whatHasNoCodeIsNamed() {
        Model model = model((net, x) -> net.add("angle", new Elementary(Elementary.Function.ATAN), x), 1);

        assertThatThrownBy(() -> Compile.here().apply(model))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("'angle'")
                .hasMessageContaining("ATAN")
                .hasMessageContaining("has no code");
    }

    static void agrees(Model model, Compile settings) {
        try (CompiledModel compiled = settings.apply(model)) {
            INDArray images =
                    Nd4j.createFromArray(numbers(2 * 3 * HEIGHT * WIDTH, 1, 7)).reshape(2, 3, HEIGHT, WIDTH);
            Deviation deviation = compiled.judge(images);
            assertThat(deviation.relative()).as("%s", deviation).isLessThan(1e-4);
            assertThat(deviation.largest()).isGreaterThan(0);
        }
    }

    /** A convolution of which one weight in so many stays, and what comes after it. */
    static Model model(BiFunction<Graph.Builder, Value, Value> after, int rate) {
        Graph.Builder net = new Graph.Builder();
        Value images = net.add("images", new Input(Shape.batchOf(3, HEIGHT, WIDTH)));
        Shape shape = Shape.of(CHANNELS, 3, 3, 3);
        Value weight = net.add("weight", new Parameter(shape, Parameter.Role.WEIGHT));
        Value conv = net.add("conv", Conv2d.square(CHANNELS, 3, 1, 1), images, weight);
        Graph graph = net.build(after.apply(net, conv).name());
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put(
                "weight",
                Nd4j.createFromArray(numbers((int) shape.size(), rate, 5)).reshape(shape.toArray()));
        return new Model("net", graph, new Parameters(arrays), Map.of(), List.of());
    }

    private static float[] numbers(int count, int rate, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            float number = (float) random.nextGaussian();
            numbers[i] = random.nextInt(rate) == 0 ? number : 0;
        }
        return numbers;
    }
}
