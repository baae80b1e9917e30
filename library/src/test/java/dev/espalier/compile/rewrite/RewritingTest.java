package dev.espalier.compile.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Transpose;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Laws keep values, as the reference executor computes them, and are refused where they would cost something. */
class RewritingTest {

    private static final Shape X = Shape.of(1, 4, 6);

    private final Graph.Builder net = new Graph.Builder();
    private final Map<String, INDArray> feeds = new LinkedHashMap<>();
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();
    private final Random random = new Random(1);

    private String input(String name, Shape shape) {
        feeds.put(name, random(shape));
        return net.add(name, new Input(shape)).name();
    }

    private String constant(String name, Shape shape) {
        arrays.put(name, random(shape));
        return net.add(name, new Parameter(shape, Parameter.Role.WEIGHT)).name();
    }

    /** Away from zero, so that quotients are moderate. */
    private INDArray random(Shape shape) {
        float[] numbers = new float[(int) shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (0.5f + random.nextFloat()) * (random.nextBoolean() ? 1 : -1);
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
    }

    private String node(String name, Op op, String... inputs) {
        return net.add(name, op, List.of(inputs)).name();
    }

    private Rewritten rewritten(String... outputs) {
        Graph graph = net.build(outputs);
        Rewritten rewritten = Rewriting.of(graph, arrays, EnumSet.allOf(Law.class));
        assertSame(graph, rewritten.graph());
        return rewritten;
    }

    private void assertSame(Graph before, Graph after) {
        Map<String, INDArray> all = new LinkedHashMap<>(feeds);
        all.putAll(arrays);
        Map<String, INDArray> expected;
        try (ReferenceExecutor executor = new ReferenceExecutor(before)) {
            expected = executor.run(all);
        }
        try (ReferenceExecutor executor = new ReferenceExecutor(after)) {
            Map<String, INDArray> found = executor.run(all);
            expected.forEach((name, array) -> {
                double largest = Math.max(1, array.amaxNumber().doubleValue());
                assertThat(found.get(name).shape()).isEqualTo(array.shape());
                assertThat(found.get(name).sub(array).amaxNumber().doubleValue())
                        .as(name + " of " + before + "\nrewritten to " + after)
                        .isLessThan(1e-4 * largest);
            });
        }
    }

    /** Operators that are computed for every input. */
    private static List<Op> work(Graph graph) {
        List<String> fixed = new ArrayList<>();
        List<Op> work = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Parameter || !node.inputs().isEmpty() && fixed.containsAll(node.inputs())) {
                fixed.add(node.name());
            } else if (!node.inputs().isEmpty()) {
                work.add(node.op());
            }
        }
        return work;
    }

    @Test
    void numbersBecomeOneAffineFunction() {
        String x = input("x", X);
        constant("two", Shape.of(1));
        constant("three", Shape.SCALAR);
        node("a", new Multiply(), "two", x);
        node("b", new Subtract(), "three", "a");
        node("c", new Divide(), "b", "two");
        Rewritten rewritten = rewritten("c");

        assertThat(work(rewritten.graph())).hasSize(1).allMatch(Affine.class::isInstance);
        assertThat(rewritten.laws()).containsEntry(Law.NEUTRAL, 3).containsEntry(Law.ASSOCIATIVE, 2);
    }

    @Test
    void constantsComeTogether() {
        String x = input("x", X);
        String y = input("y", X);
        node("a", new Add(), x, constant("c", Shape.of(6)));
        node("b", new Add(), constant("d", Shape.of(6)), y);
        node("s", new Add(), "a", "b");
        node("t", new Add(), "s", constant("e", Shape.of(6)));

        assertThat(work(rewritten("t").graph())).containsExactly(new Add(), new Add());
    }

    @Test
    void constantsThatWouldGrowStayApart() {
        String x = input("x", X);
        node("a", new Add(), x, constant("column", Shape.of(4, 1)));
        node("b", new Add(), "a", constant("row", Shape.of(6)));

        assertThat(rewritten("b").laws()).isEmpty();
    }

    @Test
    void commonFactorsAreTakenOut() {
        String a = input("a", X);
        node("l", new Multiply(), a, input("b", X));
        node("r", new Multiply(), input("c", X), a);
        node("s", new Subtract(), "l", "r");

        assertThat(work(rewritten("s").graph())).containsExactly(new Subtract(), new Multiply());
    }

    @Test
    void factorsThatAreRepeatedMayBeTakenOut() {
        String a = input("a", X);
        node("l", new Divide(), input("b", Shape.of(1, 1, 6)), a);
        node("r", new Divide(), input("c", Shape.of(1, 4, 1)), a);
        node("s", new Add(), "l", "r");

        assertThat(work(rewritten("s").graph())).containsExactly(new Add(), new Divide());
    }

    @Test
    void valuesThatOthersReadAreNotTakenApart() {
        String a = input("a", X);
        node("l", new Multiply(), a, input("b", X));
        node("r", new Multiply(), a, input("c", X));
        node("s", new Add(), "l", "r");
        node("other", new Relu(), "l");

        assertThat(rewritten("s", "other").laws()).isEmpty();
        assertThat(Rewriting.of(net.build("s", "r"), arrays).laws())
                .as("an output")
                .isEmpty();
    }

    @Test
    void mapsOfOneValueAreAddedUp() {
        String x = input("x", X);
        node("v", new Linear(5), x, constant("vw", Shape.of(5, 6)), constant("vb", Shape.of(5)));
        node("w", new Linear(5), x, constant("ww", Shape.of(5, 6)));
        node("s", new Add(), "v", "w");

        assertThat(work(rewritten("s").graph())).containsExactly(new Linear(5));
    }

    @Test
    void mapsOfTwoValuesAreNot() {
        String x = input("x", X);
        String y = input("y", X);
        node("v", new Linear(5), x, constant("vw", Shape.of(5, 6)));
        node("w", new Linear(5), y, constant("ww", Shape.of(5, 6)));
        node("s", new Add(), "v", "w");

        assertThat(rewritten("s").laws()).isEmpty();
    }

    @Test
    void factorsAndSummandsOfChannelsGoIntoWeights() {
        String x = input("x", Shape.of(1, 3, 5, 5));
        Conv2d conv = Conv2d.square(4, 3, 1, 1);
        node("c", conv, x, constant("w", Shape.of(4, 3, 3, 3)), constant("b", Shape.of(4)));
        node("d", new Multiply(), "c", constant("f", Shape.of(4, 1, 1)));
        node("e", new Add(), constant("g", Shape.of(1, 4, 1, 1)), "d");
        node("h", new Affine(2, 1), "e");

        Rewritten rewritten = rewritten("h");
        assertThat(work(rewritten.graph())).containsExactly(conv);
        assertThat(rewritten.laws()).containsEntry(Law.SCALING, 3);
    }

    @Test
    void factorsOfPixelsDoNot() {
        String x = input("x", Shape.of(1, 3, 5, 5));
        node("c", Conv2d.square(5, 3, 1, 1), x, constant("w", Shape.of(5, 3, 3, 3)));
        node("d", new Multiply(), "c", constant("f", Shape.of(5)));

        assertThat(rewritten("d").laws()).isEmpty();
    }

    @Test
    void reductionsComeBeforeWhatIsTheSameAlongThem() {
        String x = input("x", X);
        node("a", new Affine(-2, 3), x);
        node("s", Reduce.sum(2), "a");
        node("b", new Multiply(), input("y", X), constant("f", Shape.of(4, 1)));
        node("t", new Reduce(Reduce.Reducer.MEAN, List.of(2), true), "b");

        Rewritten rewritten = rewritten("s", "t");
        assertThat(rewritten.laws()).containsEntry(Law.REDUCTION, 2);
        assertThat(work(rewritten.graph()).get(0)).isInstanceOf(Reduce.class);
    }

    @Test
    void whatDiffersAlongAReductionStaysBefore() {
        String x = input("x", X);
        node("b", new Multiply(), x, constant("f", Shape.of(6)));
        node("t", new Reduce(Reduce.Reducer.MEAN, List.of(2), true), "b");
        node("n", new Affine(-1, 0), input("y", X));
        node("m", new Reduce(Reduce.Reducer.MAX, List.of(2), true), "n");

        assertThat(rewritten("t", "m").laws()).isEmpty();
    }

    @Test
    void functionsJoinWhatComputedTheirNumbers() {
        String x = input("x", X);
        node("l", new Linear(6), x, constant("w", Shape.of(6, 6)));
        node("r", new Reshape(Shape.of(1, 4, 2, 3)), "l");
        node("t", Transpose.of(0, 2, 1, 3), "r");
        node("f", new Relu(), "t");
        node("back", Transpose.of(0, 2, 1, 3), "f");

        node("sum", new Add(), "back", input("y", Shape.of(1, 4, 2, 3)));

        assertThat(work(rewritten("sum").graph()))
                .containsExactly(new Linear(6), new Relu(), new Reshape(Shape.of(1, 4, 2, 3)), new Add());
    }

    /** Terms of all kinds, whose values may have several readers. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void valuesStayInAnyGraph(@ForAll long seed) {
        new RewritingTest().checkAnyGraph(seed);
    }

    private void checkAnyGraph(long seed) {
        random.setSeed(seed);
        List<String> values = new ArrayList<>(List.of(input("x", X), input("y", X)));
        List<String> factors = List.of(
                constant("number", Shape.of(1)),
                constant("row", Shape.of(6)),
                constant("column", Shape.of(4, 1)),
                constant("all", X));
        String weights = constant("weights", Shape.of(6, 6));
        String bias = constant("bias", Shape.of(6));
        for (int i = 0; i < 12; i++) {
            String a = values.get(random.nextInt(values.size()));
            List<String> others = random.nextBoolean() ? values : factors;
            String b = others.get(random.nextInt(others.size()));
            String name = "n" + i;
            values.add(
                    switch (random.nextInt(9)) {
                        case 0 -> node(name, new Add(), a, b);
                        case 1 -> node(name, new Subtract(), b, a);
                        case 2 -> node(name, new Multiply(), b, a);
                        case 3 -> node(name, new Divide(), a, factors.get(random.nextInt(4)));
                        case 4 -> node(name, new Affine(random.nextInt(3), random.nextInt(3)), a);
                        case 5 -> node(name, new Linear(6), a, weights, bias);
                        case 6 -> node(name, new Linear(6), a, weights);
                        case 7 ->
                            node(
                                    name,
                                    new Relu(),
                                    node(
                                            name + "t",
                                            Transpose.of(0, 2, 1),
                                            node(name + "u", Transpose.of(0, 2, 1), a)));
                        default ->
                            node(
                                    name,
                                    new Add(),
                                    a,
                                    node(name + "m", new Reduce(Reduce.Reducer.MEAN, List.of(2), true), a));
                    });
        }
        Graph graph = net.build(values.get(values.size() - 1), values.get(values.size() - 3));

        Rewritten rewritten = Rewriting.of(graph, arrays);

        assertSame(graph, rewritten.graph());
        assertThat(work(rewritten.graph()).size())
                .isLessThanOrEqualTo(work(graph).size());
    }
}
