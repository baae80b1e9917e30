package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.engine.integer.IntegerExecutor;
import dev.espalier.engine.integer.NodeReport;
import dev.espalier.model.BatchNormFolding;
import dev.espalier.model.Granularity;
import dev.espalier.model.Granularity.PerGroup;
import dev.espalier.model.Granularity.PerRow;
import dev.espalier.model.Granularity.PerTensor;
import dev.espalier.model.Graph;
import dev.espalier.model.LevelSet;
import dev.espalier.model.LevelSet.Fixed;
import dev.espalier.model.LevelSet.PowerOfTwo;
import dev.espalier.model.LevelSet.SumOfPowers;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.model.zoo.Zoo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every quantized network of the zoo: simulated in double precision and computed in integers, bit for bit. */
class SimulatedIsIntegerTest {

    /**
     * A way of quantization.
     *
     * @param bits of activations
     * @param set of each group
     */
    record Way(String name, int bits, Granularity granularity, IntFunction<LevelSet> set) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Way> WAYS = List.of(
            new Way("fixed4 per row", 4, new PerRow(), group -> new Fixed(4)),
            new Way("fixed8 per tensor", 8, new PerTensor(), group -> new Fixed(8)),
            new Way("p2-4 per row", 4, new PerRow(), group -> new PowerOfTwo(4)),
            new Way("sp2-4 per group", 4, new PerGroup(5), group -> new SumOfPowers(4)),
            new Way("sp2-6 per row", 6, new PerRow(), group -> new SumOfPowers(6)),
            new Way("mixed", 4, new PerRow(), group -> group % 3 == 0 ? new Fixed(4) : new SumOfPowers(4)));

    /** The nodes of each network that have no integer form, and what reads them before it is quantized again. */
    private static final Map<String, List<String>> FLOATING = Map.of(
            "transformer", List.of("layers.0.self_attn/Softmax", "layers.0.norm1", "layers.0.norm2"),
            "dcgan-generator", List.of("bn1", "relu1", "tanh1"));

    record Case(Model model, Way way) {

        @Override
        public String toString() {
            return model.name() + ", " + way;
        }
    }

    static Stream<Case> cases() {
        Seed seed = new Seed(3);
        Shape image = Shape.of(1, 16, 16);
        return Stream.of(
                        Zoo.lenet5(Shape.of(1, 28, 28), 10, seed),
                        Zoo.resnet(8, image, 10, seed),
                        Zoo.mobilenetV2(Shape.of(1, 8, 8), 10, 0.25, seed),
                        Zoo.vggSmall(image, 10, 8, seed),
                        Zoo.transformer(Shape.of(7, 5), 10, 1, 32, seed),
                        GanZoo.dcganGenerator(6, Shape.of(1, 8, 8), 4, seed),
                        other(seed))
                .flatMap(model -> WAYS.stream().map(way -> new Case(model, way)));
    }

    /** Operators that no network of the zoo has. */
    private static Model other(Seed seed) {
        var net = new ModelBuilder("other");
        Value x = net.input(4, 8, 8);
        Value grouped = net.relu(net.convWithBias(
                "grouped",
                x,
                new Conv2d(8, Size2d.square(3), Size2d.square(1), Size2d.square(2), Size2d.square(2), 2)));
        Value oblong = net.apply(
                new Clamp(-1.5, 2.25),
                net.convWithBias(
                        "oblong",
                        x,
                        new Conv2d(8, new Size2d(1, 3), Size2d.square(1), new Size2d(0, 1), new Size2d(1, 1), 1)));
        Value pooled = net.apply(new AveragePool2d(Size2d.square(3), Size2d.square(1), Size2d.square(0)), grouped);
        Value sliced = net.apply(new Pad2d(new Size2d(1, 1), Pad2d.Mode.ZERO), net.apply(Slice.channels(0, 4), pooled));
        Value difference = net.apply(new Subtract(), oblong, grouped);
        x = net.apply(new Concat(1), sliced, difference);
        x = net.relu(net.conv("mixed", x, Conv2d.square(16, 1, 1, 0)));
        x = net.apply(new PixelShuffle(2), x);
        x = net.apply(Resize2d.nearest(new Size2d(8, 8)), x);
        x = net.apply(Transpose.of(0, 2, 1, 3), x);
        return net.build(net.linear("classifier", net.flatten(net.maxPool(x, 2)), 5), seed);
    }

    /** As users quantize: the learned positions are no layer's weight, and stay what they are but for rounding. */
    @Test
    void attentionIsMultipliedInIntegers() {
        Model active = Quantizing.activations(Zoo.transformer(Shape.of(6, 5), 10, 2, 32, new Seed(3)), 8, 1 / 32.0);
        Model quantized = Quantize.fixed(8).apply(active).model();

        IntegerModel integers = IntegerModel.of(quantized);

        assertThat(quantized.encodings()).doesNotContainKey("position");
        assertThat(integers.nodes())
                .filteredOn(node ->
                        Set.of("MatMul", "Linear", "Add", "Reduce", "Affine").contains(node.kind()))
                .hasSize(4 + 10 + 5 + 1 + 2)
                .allMatch(NodeReport::isInteger);
        assertThat(integers.floating()).extracting(NodeReport::kind).containsOnly("Softmax", "LayerNorm");
        assertThat(integers.floating().get(0).reason())
                .contains("has no integer form: exponentials and their quotients are whole numbers of no unit");
        assertThat(integers.accumulatorBits()).isBetween(20, 27);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bitForBit(Case quantized) {
        Model folded = BatchNormFolding.of(Quantizing.lived(quantized.model())).model();
        Model active = Quantizing.activations(
                folded, quantized.way().bits(), 4.0 / (1 << quantized.way().bits()));
        Model model = ExactForm.of(Quantizing.weights(
                active, quantized.way().granularity(), quantized.way().set()));
        Map<String, INDArray> feeds = new HashMap<>();
        Map<String, INDArray> doubles = new HashMap<>();
        feeds.putAll(model.parameters().arrays());
        feeds.put(
                model.input().name(),
                Quantizing.normal(
                        new Seed(8), model.input().shape().withBatch(2).toArray()));
        feeds.forEach((name, array) -> doubles.put(name, array.castTo(DataType.DOUBLE)));

        Graph everything = model.graph()
                .extend()
                .build(model.graph().layers().stream().map(Node::name).toArray(String[]::new));
        Map<String, INDArray> simulated = new ReferenceExecutor(everything).run(doubles);
        IntegerExecutor executor = new IntegerExecutor(everything, model.encodings());
        Map<String, INDArray> integer = executor.run(feeds);

        assertThat(executor.report())
                .filteredOn(node -> !node.isInteger())
                .extracting(NodeReport::node)
                .containsExactlyElementsOf(
                        FLOATING.getOrDefault(quantized.model().name(), List.of()));
        simulated.forEach(
                (name, right) -> assertThat(integer.get(name).dup('c').data().asDouble())
                        .as(name)
                        .containsExactly(right.dup('c').data().asDouble()));
    }
}
