package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.engine.integer.IntegerExecutor;
import dev.espalier.engine.integer.NodeReport;
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
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
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
                        Zoo.mobilenetV2(image, 10, 0.25, seed),
                        Zoo.vggSmall(image, 10, 8, seed),
                        Zoo.transformer(Shape.of(7, 5), 10, 1, 32, seed))
                .flatMap(model -> WAYS.stream().map(way -> new Case(model, way)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bitForBit(Case quantized) {
        Model folded = dev.espalier.model.BatchNormFolding.of(Quantizing.lived(quantized.model()))
                .model();
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
                        new Seed(8), model.input().shape().withBatch(3).toArray()));
        feeds.forEach((name, array) -> doubles.put(name, array.castTo(DataType.DOUBLE)));

        Graph everything = model.graph()
                .extend()
                .build(model.graph().layers().stream().map(Node::name).toArray(String[]::new));
        Map<String, INDArray> simulated = new ReferenceExecutor(everything).run(doubles);
        IntegerExecutor executor = new IntegerExecutor(everything, model.encodings());
        Map<String, INDArray> integer = executor.run(feeds);

        for (NodeReport node : executor.report()) {
            System.out.println(quantized + ": " + node);
        }
        simulated.forEach(
                (name, right) -> assertThat(integer.get(name).dup('c').data().asDouble())
                        .as(name)
                        .containsExactly(right.dup('c').data().asDouble()));
    }
}
