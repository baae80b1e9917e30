package dev.espalier.quantize;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.engine.Executor;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.engine.integer.IntegerExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.op.FakeQuantize;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far a network computed in integers agrees with its simulations: every quantized activation and every answer compared,
 * bit for bit in double precision, and by level and by largest answer in single precision, in which networks are trained.
 *
 * @param images on which they were compared
 * @param numbers quantized activations and answers
 * @param differing of these, those with other bits in double precision; 0 is what there should be
 * @param levels quantized activations
 * @param otherLevels of these, those of another level in single precision, whose sums are rounded
 * @param otherClasses images whose largest answer is another one in single precision
 */
public record Agreement(int images, long numbers, long differing, long levels, long otherLevels, int otherClasses) {

    private static final int BATCH = 32;

    static Agreement of(IntegerModel integers, Dataset data, Normalization normalization) {
        Model model = integers.model();
        String answer = model.output().name();
        Map<String, Double> steps = new HashMap<>();
        model.graph().layers().stream()
                .filter(node -> node.op() instanceof FakeQuantize)
                .forEach(node -> steps.put(
                        node.name(),
                        FakeQuantize.magnitude(
                                model.parameters().get(node.inputs().get(1)).getDouble(0))));
        Set<String> outputs = new LinkedHashSet<>(steps.keySet());
        outputs.add(answer);
        Graph graph = model.graph().extend().build(outputs.toArray(String[]::new));
        Count count = new Count(answer, steps);
        try (Executor exact = new IntegerExecutor(graph, model.encodings());
                Executor doubles = new ReferenceExecutor(graph);
                Executor singles = new FastExecutor(graph)) {
            for (Batch batch :
                    Batches.inOrder(data, BATCH).normalized(normalization).epoch(0)) {
                try (batch) {
                    Map<String, INDArray> feeds =
                            new HashMap<>(model.parameters().arrays());
                    feeds.put(model.input().name(), batch.images());
                    Map<String, INDArray> wide = new HashMap<>(feeds);
                    wide.replaceAll((name, array) -> array.castTo(DataType.DOUBLE));
                    count.add(exact.run(feeds), doubles.run(wide), singles.run(feeds));
                }
            }
        }
        return new Agreement(
                data.size(), count.numbers, count.differing, count.levels, count.otherLevels, count.otherClasses);
    }

    /** Whether the simulation in double precision is the integer computation. */
    public boolean isExact() {
        return differing == 0;
    }

    @Override
    public String toString() {
        String exact = isExact()
                ? "in double precision all " + grouped(numbers) + " numbers are the same bits"
                : "in double precision " + grouped(differing) + " of " + grouped(numbers) + " numbers differ";
        return "integers against simulation on " + grouped(images) + " images: " + exact + "; in single precision "
                + grouped(otherLevels) + " of " + grouped(levels) + " levels and " + grouped(otherClasses)
                + " classes differ";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The sums so far. */
    private static final class Count {

        private final String answer;
        private final Map<String, Double> steps;
        private long numbers;
        private long differing;
        private long levels;
        private long otherLevels;
        private int otherClasses;

        Count(String answer, Map<String, Double> steps) {
            this.answer = answer;
            this.steps = steps;
        }

        void add(Map<String, INDArray> exact, Map<String, INDArray> doubles, Map<String, INDArray> singles) {
            exact.forEach((name, array) -> {
                double[] right = array.dup('c').data().asDouble();
                compare(right, doubles.get(name).dup('c').data().asDouble());
                if (steps.containsKey(name)) {
                    compareLevels(right, singles.get(name).dup('c').data().asDouble(), steps.get(name));
                }
            });
            int[] right = exact.get(answer).argMax(1).toIntVector();
            int[] found = singles.get(answer).argMax(1).toIntVector();
            for (int i = 0; i < right.length; i++) {
                otherClasses += right[i] == found[i] ? 0 : 1;
            }
        }

        private void compare(double[] right, double[] found) {
            numbers += right.length;
            for (int i = 0; i < right.length; i++) {
                differing += Double.doubleToLongBits(right[i]) == Double.doubleToLongBits(found[i]) ? 0 : 1;
            }
        }

        private void compareLevels(double[] right, double[] found, double step) {
            levels += right.length;
            for (int i = 0; i < right.length; i++) {
                otherLevels += Math.abs(right[i] - found[i]) > step / 2 ? 1 : 0;
            }
        }
    }
}
