package dev.espalier.compile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.kernel.OverFeatures.Kind;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What sequences go through besides linear layers, against sums written out. */
class SequencesTest {

    @TempDir
    Path directory;

    private final Random random = new Random(7);
    private final List<NativeRun.Case> cases = new ArrayList<>();
    private final List<Expected> expected = new ArrayList<>();

    /** Where numbers of a result are expected, and which. */
    private record Expected(String what, int[] places, double[] numbers) {}

    static Stream<Target> targets() {
        return NativeRun.targets();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void attention(Target target) throws Exception {
        int turn = 0;
        for (int positions : new int[] {1, 5, 17, 128}) {
            for (int width : new int[] {1, 3, 32}) {
                attention(target, 3, positions, positions, width, turn % 3 - 1, turn++);
            }
        }
        attention(target, 2, 17, 40, 8, 1, turn++);
        attention(target, 1, 50, 3, 33, 0, turn);
        check(target);
    }

    /** The mask: -1 for none, 0 for random numbers and minus infinity, 1 for keys that are all closed. */
    private void attention(Target target, int heads, int positions, int keys, int width, int mask, int turn) {
        int features = heads * width;
        Features queries = new Features(features + 2, positions, target.lanes());
        Features others = new Features(2 * features, keys, target.lanes());
        Plain masks = mask < 0 ? null : new Plain(Shape.of(1, 1, 1, keys));
        Features to = new Features(features, positions, target.lanes());
        Attention task = new Attention(
                heads,
                positions,
                keys,
                width,
                0.7,
                new Attention.Part(queries, 2),
                new Attention.Part(others, 0),
                new Attention.Part(others, features),
                masks,
                to);
        float[] q = numbers(queries);
        float[] kv = numbers(others);
        float[] added = new float[keys];
        for (int key = 0; key < keys && mask >= 0; key++) {
            boolean closed = mask == 1 || random.nextInt(3) == 0 && key > 0;
            added[key] = closed ? turn % 2 == 0 ? Float.NEGATIVE_INFINITY : -Float.MAX_VALUE : random.nextFloat();
        }
        List<float[]> inputs = new ArrayList<>(List.of(q, kv, kv));
        if (mask >= 0) {
            inputs.add(added);
        }
        double[] numbers = new double[features * positions];
        for (int feature = 0; feature < features; feature++) {
            for (int t = 0; t < positions; t++) {
                int first = feature / width * width;
                double[] scores = new double[keys];
                for (int key = 0; key < keys; key++) {
                    double sum = 0;
                    for (int d = first; d < first + width; d++) {
                        sum += (double) q[(d + 2) * queries.pitch() + t] * kv[d * others.pitch() + key];
                    }
                    scores[key] = mask == 1 ? 0 : 0.7 * sum + added[key];
                }
                double[] weights = softmax(scores);
                for (int key = 0; key < keys; key++) {
                    numbers[feature * positions + t] += weights[key] * kv[(features + feature) * others.pitch() + key];
                }
            }
        }
        add(task, target, turn, inputs, places(to), numbers);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void normalisationAndSoftmaxOverFeatures(Target target) throws Exception {
        int turn = 0;
        for (int positions : new int[] {1, 5, 17, 128}) {
            for (int features : new int[] {1, 3, 33, 384}) {
                overFeatures(target, Kind.values()[turn % 3], features, positions, turn);
                overFeatures(target, Kind.NORMALIZE, features, positions, turn + 1);
                turn++;
            }
        }
        check(target);
    }

    private void overFeatures(Target target, Kind kind, int features, int positions, int turn) {
        Features to = new Features(features, positions, target.lanes());
        boolean normalize = kind == Kind.NORMALIZE;
        float[] scale = numbers(normalize ? features : 0);
        float[] shift = numbers(normalize ? features : 0);
        boolean sum = turn % 2 == 0;
        Expr formula = sum ? new Expr.Both(new Add(), new Expr.Input(0), new Expr.Input(1)) : new Expr.Input(0);
        OverFeatures task = new OverFeatures(
                kind,
                normalize ? 1e-3 : 0,
                formula,
                Arrays.asList(sum ? new Layout[] {to, to} : new Layout[] {to}),
                scale,
                shift,
                to);
        List<float[]> inputs = sum ? List.of(numbers(to), numbers(to)) : List.of(numbers(to));
        double[] numbers = new double[features * positions];
        for (int t = 0; t < positions; t++) {
            int position = t;
            double[] x = IntStream.range(0, features)
                    .mapToDouble(f -> inputs.stream()
                            .mapToDouble(in -> in[f * to.pitch() + position])
                            .sum())
                    .toArray();
            double mean = Arrays.stream(x).sum() / features;
            double variance = Arrays.stream(x).map(n -> (n - mean) * (n - mean)).sum() / features;
            double[] weights = softmax(x);
            IntToDoubleFunction result = f -> switch (kind) {
                case NORMALIZE -> (x[f] - mean) / Math.sqrt(variance + 1e-3) * scale[f] + shift[f];
                case SOFTMAX -> weights[f];
                case LOG_SOFTMAX -> Math.log(weights[f]);
            };
            for (int f = 0; f < features; f++) {
                numbers[f * positions + t] = result.applyAsDouble(f);
            }
        }
        add(task, target, turn, inputs, places(to), numbers);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void embeddings(Target target) throws Exception {
        int turn = 0;
        for (int positions : new int[] {1, 5, 17, 40}) {
            for (int features : new int[] {1, 3, 33, 384}) {
                embedding(target, features, positions, turn % 3, turn++);
            }
        }
        check(target);
    }

    private void embedding(Target target, int features, int positions, int added, int turn) {
        Features to = new Features(features, positions, target.lanes());
        Plain matrix = new Plain(Shape.of(1, positions, features));
        Plain places = new Plain(Shape.of(1, positions));
        List<Embedding.Table> tables = new ArrayList<>();
        List<float[]> inputs = new ArrayList<>();
        double[] numbers = new double[features * positions];
        for (int rows : turn % 2 == 0 ? new int[] {30} : new int[] {30, 2}) {
            float[] table = numbers(rows * features);
            float[] chosen = new float[positions];
            for (int t = 0; t < positions; t++) {
                // Now and then a number that is no row.
                int row = random.nextInt(rows + 2) - 1;
                chosen[t] = row;
                int taken = Math.max(0, Math.min(rows - 1, row));
                for (int f = 0; f < features; f++) {
                    numbers[f * positions + t] += table[taken * features + f];
                }
            }
            tables.add(new Embedding.Table(rows, new Plain(Shape.of(rows, features)), places));
            inputs.add(table);
            inputs.add(chosen);
        }
        for (int i = 0; i < added; i++) {
            float[] more = numbers(features * positions);
            for (int n = 0; n < more.length; n++) {
                numbers[n % features * positions + n / features] += more[n];
            }
            inputs.add(more);
        }
        Embedding task = new Embedding(
                tables, IntStream.range(0, added).mapToObj(i -> matrix).toList(), to);
        add(task, target, turn, inputs, places(to), numbers);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void meansOverPositions(Target target) throws Exception {
        int turn = 0;
        for (int positions : new int[] {1, 5, 17, 128}) {
            for (int features : new int[] {1, 33}) {
                mean(target, features, positions, turn++);
            }
        }
        check(target);
    }

    private void mean(Target target, int features, int positions, int turn) {
        Features from = new Features(features, positions, target.lanes());
        boolean weighted = turn % 3 > 0;
        Plain weights = weighted ? new Plain(Shape.of(1, positions)) : null;
        PositionMean task = new PositionMean(1e-9, from, weights, new Plain(Shape.of(1, features)));
        float[] x = numbers(from);
        float[] w = new float[positions];
        for (int t = 0; t < positions; t++) {
            // In some trials no position counts.
            w[t] = !weighted ? 1 : turn % 3 == 1 ? random.nextInt(2) : 0;
        }
        double total = 0;
        for (float one : w) {
            total += one;
        }
        double[] numbers = new double[features];
        for (int f = 0; f < features; f++) {
            for (int t = 0; t < positions; t++) {
                numbers[f] += w[t] * x[f * from.pitch() + t] / Math.max(total, 1e-9);
            }
        }
        // Nothing that is beyond the last position may reach the mean.
        for (int f = 0; f < features; f++) {
            Arrays.fill(x, f * from.pitch() + positions, (f + 1) * from.pitch(), Float.NaN);
        }
        List<float[]> inputs = weighted ? List.of(x, w) : List.of(x);
        add(task, target, turn, inputs, IntStream.range(0, features).toArray(), numbers);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void transpositions(Target target) throws Exception {
        int turn = 0;
        for (int rows : new int[] {1, 16, 17, 100}) {
            for (int columns : new int[] {5, 33, 64}) {
                turned(target, 3, rows, columns, turn++);
            }
        }
        check(target);
    }

    /** [matrices, rows, columns] to [matrices, columns, rows] with longer rows. */
    private void turned(Target target, int matrices, int rows, int columns, int turn) {
        int pitch = rows + 3;
        Region region = new Region(
                0,
                2,
                1,
                List.of(
                        new Region.Axis(matrices, (long) rows * columns, (long) columns * pitch),
                        new Region.Axis(rows, columns, 1),
                        new Region.Axis(columns, 1, pitch)));
        Plain from = new Plain(Shape.of(matrices * rows * columns + 2));
        Plain to = new Plain(Shape.of(matrices * columns * pitch + 1));
        float[] x = numbers((int) from.floats());
        int[] places = new int[matrices * rows * columns];
        double[] numbers = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            int matrix = i / (rows * columns);
            int row = i / columns % rows;
            int column = i % columns;
            places[i] = 1 + (matrix * columns + column) * pitch + row;
            numbers[i] = x[2 + i];
        }
        Copy task = new Copy(List.of(from), to, List.of(region), false);
        for (int i = 0; i < Families.schedules(task, target).size(); i++) {
            add(task, target, i, turn, List.of(x), places, numbers);
        }
    }

    private void add(Task task, Target target, int turn, List<float[]> inputs, int[] places, double[] numbers) {
        int schedule = turn % Families.schedules(task, target).size();
        add(task, target, schedule, turn, inputs, places, numbers);
    }

    private void add(
            Task task, Target target, int number, int turn, List<float[]> inputs, int[] places, double[] numbers) {
        Schedule schedule = Families.schedules(task, target).get(number);
        float[] before = new float[(int) task.output().floats()];
        int parts = 1 + turn % 3;
        cases.add(new NativeRun.Case(Families.emit(task, schedule, target), inputs, before, parts));
        expected.add(new Expected(task.signature() + ", " + schedule + ", " + parts + " parts", places, numbers));
    }

    private void check(Target target) throws Exception {
        List<float[]> results = NativeRun.run(target, cases, directory);
        for (int i = 0; i < results.size(); i++) {
            Expected wanted = expected.get(i);
            for (int n = 0; n < wanted.numbers().length; n++) {
                assertThat((double) results.get(i)[wanted.places()[n]])
                        .as("%s, number %d", wanted.what(), n)
                        .isCloseTo(wanted.numbers()[n], within(2e-5));
            }
        }
    }

    /** Where the numbers [features][positions] of a sequence are. */
    private static int[] places(Features layout) {
        return IntStream.range(0, layout.features() * layout.positions())
                .map(i -> i / layout.positions() * layout.pitch() + i % layout.positions())
                .toArray();
    }

    private static double[] softmax(double[] x) {
        double most = Arrays.stream(x).max().orElse(0);
        double[] e = Arrays.stream(x).map(n -> Math.exp(n - most)).toArray();
        double total = Arrays.stream(e).sum();
        return Arrays.stream(e).map(n -> n / total).toArray();
    }

    private float[] numbers(Layout layout) {
        return numbers((int) layout.floats());
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        return numbers;
    }
}
