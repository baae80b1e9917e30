package dev.espalier.engine.integer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.Granularity.PerGroup;
import dev.espalier.model.Granularity.PerRow;
import dev.espalier.model.Graph;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Seed;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Single operators on quantized operands, against the reference in double precision, bit for bit. */
class IntegerKernelsTest {

    private static final Seed SEED = new Seed(5);

    /** A graph under construction, with what it is fed. */
    private static final class Net {
        private final Graph.Builder builder = new Graph.Builder();
        private final Map<String, INDArray> feeds = new HashMap<>();
        private final Map<String, Encoding> encodings = new HashMap<>();

        /** An input with a quantizer of so many bits behind it. */
        Net levels(String name, int bits, float step, int... dims) {
            Shape shape = Shape.of(dims);
            builder.add(name + ".raw", new Input(shape), List.of());
            builder.add(name + ".step", new Parameter(Shape.SCALAR, Role.STEP));
            builder.add(name, new FakeQuantize(bits, true), List.of(name + ".raw", name + ".step"));
            feeds.put(name + ".raw", normal(SEED.split(name), shape));
            feeds.put(name + ".step", Nd4j.scalar(step));
            return this;
        }

        /** A quantized weight, one of whose rows is all zeros. */
        Net weight(String name, Granularity granularity, LevelSet set, int... dims) {
            Shape shape = Shape.of(dims);
            int groups = granularity.groups(shape);
            List<Float> scales = new ArrayList<>();
            for (int group = 0; group < groups; group++) {
                scales.add(group == 1 ? 0f : set.unit() * (3 + group % 5) / 64f);
            }
            Encoding.Quantized encoding =
                    new Encoding.Quantized(granularity, Collections.nCopies(groups, set), scales, Optional.empty());
            byte[] levels = new byte[Math.toIntExact(shape.size())];
            int magnitudes = set.magnitudes().length;
            for (int i = 0; i < levels.length; i++) {
                levels[i] = (byte) ((i % 2 == 0 ? 1 : -1) * (i * 7 % magnitudes));
            }
            builder.add(name, new Parameter(shape, Role.WEIGHT));
            feeds.put(name, new SignedLevels(levels).express(encoding, shape));
            encodings.put(name, encoding);
            return this;
        }

        Net parameter(String name, float... numbers) {
            builder.add(name, new Parameter(Shape.of(numbers.length), Role.BIAS));
            feeds.put(name, Nd4j.createFromArray(numbers));
            return this;
        }

        Net then(String name, Op op, String... inputs) {
            builder.add(name, op, List.of(inputs));
            return this;
        }

        NodeReport agree(String result) {
            Graph graph = builder.build(result);
            Map<String, INDArray> doubles = new HashMap<>(feeds);
            doubles.replaceAll((name, array) -> array.castTo(DataType.DOUBLE));
            IntegerExecutor executor = new IntegerExecutor(graph, encodings);
            INDArray right = new ReferenceExecutor(graph).run(doubles).get(result);
            INDArray found = executor.run(feeds).get(result);
            assertThat(found.dup('c').data().asDouble())
                    .containsExactly(right.dup('c').data().asDouble());
            return executor.report().stream()
                    .filter(node -> node.node().equals(result))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static INDArray normal(Seed seed, Shape shape) {
        RandomGenerator random = seed.generator();
        INDArray array = Nd4j.create(DataType.FLOAT, shape.toArray());
        for (long i = 0; i < array.length(); i++) {
            array.data().put(i, (float) random.nextGaussian());
        }
        return array;
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void matricesAreMultipliedEitherWay(boolean transposeA, boolean transposeB) {
        Net net = new Net()
                .levels("a", 8, 0.03125f, 2, 3, transposeA ? 5 : 4, transposeA ? 4 : 5)
                .levels("b", 4, 0.3125f, 2, 3, transposeB ? 7 : 5, transposeB ? 5 : 7);

        NodeReport report = net.then("product", new MatMul(transposeA, transposeB), "a", "b")
                .agree("product");

        assertThat(report.isInteger()).isTrue();
        assertThat(report.accumulatorBits())
                .as("128 times 8, 5 times, and the sign")
                .isEqualTo(13 + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneMatrixIsForAll(boolean transposed) {
        Net net = new Net()
                .levels("a", 8, 0.03125f, 2, 3, 4, 5)
                .levels("b", 6, 0.125f, transposed ? 7 : 5, transposed ? 5 : 7);

        assertThat(net.then("product", new MatMul(false, transposed), "a", "b")
                        .agree("product")
                        .isInteger())
                .isTrue();
    }

    static Stream<Reduce> reductions() {
        return Stream.of(Reducer.values())
                .flatMap(reducer -> Stream.of(
                        new Reduce(reducer, List.of(1), false),
                        new Reduce(reducer, List.of(0, 2), true),
                        new Reduce(reducer, List.of(1, 2, 3), false)));
    }

    @ParameterizedTest
    @MethodSource("reductions")
    void numbersAreReducedAlongAnyAxes(Reduce op) {
        NodeReport report = new Net()
                .levels("x", 8, 0.03125f, 2, 3, 4, 5)
                .then("reduced", op, "x")
                .agree("reduced");

        assertThat(report.isInteger()).isTrue();
        assertThat(report.accumulatorBits() > 0).isEqualTo(op.reducer() != Reducer.MAX);
    }

    @ParameterizedTest
    @CsvSource({"0.1796875, 0", "-0.1796875, 0", "3, -0.5", "-0.25, 0.375"})
    void constantsMultiplyAndAdd(double scale, double shift) {
        NodeReport report = new Net()
                .levels("x", 8, 0.03125f, 2, 3)
                .then("affine", new Affine(scale, shift), "x")
                .agree("affine");

        assertThat(report.isInteger()).isTrue();
    }

    @Test
    void aConstantOfManyDigitsIsTooWide() {
        NodeReport report = new Net()
                .levels("x", 8, 0.03125f, 2, 3)
                .then("affine", Affine.times(1 / Math.sqrt(3)), "x")
                .agree("affine");

        assertThat(report.reason().orElseThrow())
                .matches("needs integers of 6[0-9] bits; up to 50 equal double precision exactly");
    }

    /**
     * A transposed convolution.
     *
     * @param channels it reads
     */
    record Spread(int channels, ConvTranspose2d op, Granularity granularity, LevelSet set) {}

    static Stream<Spread> spreads() {
        Size2d one = Size2d.square(1);
        Size2d two = Size2d.square(2);
        Size2d none = Size2d.square(0);
        LevelSet fixed = new LevelSet.Fixed(4);
        LevelSet shifted = new LevelSet.SumOfPowers(5);
        return Stream.of(
                new Spread(3, new ConvTranspose2d(4, Size2d.square(4), two, one, none, 1), new PerRow(), fixed),
                new Spread(3, new ConvTranspose2d(2, Size2d.square(3), two, one, one, 1), new PerGroup(4), shifted),
                new Spread(4, new ConvTranspose2d(6, new Size2d(3, 2), one, none, none, 2), new PerRow(), shifted),
                new Spread(
                        4,
                        new ConvTranspose2d(4, Size2d.square(3), new Size2d(3, 2), new Size2d(2, 3), none, two, 4),
                        new Granularity.PerTensor(),
                        fixed));
    }

    @ParameterizedTest
    @MethodSource("spreads")
    void transposedConvolutionsSumUpOverChannelsOfDifferentScales(Spread spread) {
        Shape shape = spread.op().weightShape(Shape.of(2, spread.channels(), 5, 4));
        float[] bias = new float[spread.op().out()];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = (i - 1) / 8f;
        }
        NodeReport report = new Net()
                .levels("x", 6, 0.125f, 2, spread.channels(), 5, 4)
                .weight(
                        "weight",
                        spread.granularity(),
                        spread.set(),
                        shape.dims().stream().mapToInt(Integer::intValue).toArray())
                .parameter("bias", bias)
                .then("up", spread.op(), "x", "weight", "bias")
                .agree("up");

        assertThat(report.isInteger()).isTrue();
        assertThat(report.accumulatorBits()).isPositive();
    }

    /** Rows of very different scales would need one unit of many bits, if a part of them did not keep its own. */
    @Test
    void partsKeepTheUnitsOfTheirRows() {
        Net net = new Net()
                .levels("x", 8, 0.03125f, 3, 4)
                .weight("weight", new PerRow(), new LevelSet.Fixed(6), 6, 4)
                .then("linear", new Linear(6), "x", "weight")
                .then("part", new Slice(1, 1, 3), "linear");

        NodeReport report = net.agree("part");

        assertThat(report.isInteger()).isTrue();
    }

    @Test
    void whatIsAddedToAllIsRepeated() {
        Net net = new Net()
                .levels("x", 8, 0.03125f, 2, 3, 4)
                .parameter("position", 0.5f, -0.25f, 0, 3)
                .then("sum", new Add(), "x", "position");

        assertThat(net.agree("sum").isInteger()).isTrue();
    }

    @Test
    void meansAreQuantizedBeforeTheyAreUsed() {
        Net net = new Net()
                .levels("x", 8, 0.03125f, 2, 3, 5)
                .levels("y", 8, 0.03125f, 5, 2)
                .then("mean", Reduce.mean(1), "x")
                .then("product", new MatMul(false, false), "mean", "y");

        assertThat(net.agree("product").reason()).contains("reads 'mean', a mean that is not quantized");
    }

    @Test
    void whatHasNoIntegerFormSaysWhy() {
        Net net = new Net()
                .levels("x", 8, 0.03125f, 2, 5)
                .then("softmax", new Softmax(1), "x")
                .then("rectified", new Relu(), "softmax");

        assertThat(net.agree("rectified").reason()).contains("reads 'softmax', which is not quantized");
        assertThat(new Net()
                        .levels("x", 8, 0.03125f, 2, 5)
                        .then("gelu", new Gelu(), "x")
                        .agree("gelu")
                        .reason())
                .contains("has no integer form: a curve takes whole numbers to others that are none");
    }
}
