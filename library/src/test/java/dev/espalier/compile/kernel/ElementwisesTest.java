package dev.espalier.compile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.kernel.Elementwise.Walk;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sqrt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Formulas over tensors that are repeated along some axes, in all orders of their loops, against plain loops. */
class ElementwisesTest {

    private static final Expr SMALL = new Expr.Unary(
            new Sqrt(), new Expr.Both(new Add(), new Expr.Unary(new Abs(), new Expr.Input(1)), new Expr.Number(2)));

    private final Random random = new Random(3);
    private final List<NativeRun.Case> cases = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<double[]> expected = new ArrayList<>();

    @TempDir
    private Path directory;

    static Stream<Target> targets() {
        return NativeRun.targets();
    }

    /** How a tensor is walked through that has some of the axes of [extents, run]. */
    private static Walk walk(List<Integer> extents, int run, int axes) {
        List<Integer> strides = new ArrayList<>();
        boolean along = (axes >> extents.size() & 1) == 1;
        int size = along ? run : 1;
        for (int i = extents.size() - 1; i >= 0; i--) {
            boolean moves = (axes >> i & 1) == 1;
            strides.add(0, moves ? size : 0);
            size *= moves ? extents.get(i) : 1;
        }
        return new Walk(new Plain(Shape.of(size)), 0, strides, along ? 1 : 0);
    }

    /** A tensor times a function of a second one, plus a product of that one with a third. */
    private static Elementwise task(List<Integer> extents, int run, int second, int third) {
        Expr product = new Expr.Both(new Multiply(), new Expr.Input(1), new Expr.Input(2));
        Expr formula = new Expr.Both(new Add(), new Expr.Both(new Multiply(), new Expr.Input(0), SMALL), product);
        int all = (2 << extents.size()) - 1;
        List<Walk> reads = List.of(walk(extents, run, all), walk(extents, run, second), walk(extents, run, third));
        return new Elementwise(formula, extents, run, reads, walk(extents, run, all));
    }

    private static long at(Walk walk, int[] loops, int place) {
        long at = (long) place * walk.step();
        for (int i = 0; i < loops.length; i++) {
            at += (long) loops[i] * walk.strides().get(i);
        }
        return at;
    }

    private void add(Elementwise task, Target target) {
        List<float[]> inputs =
                task.inputs().stream().map(in -> numbers((int) in.floats())).toList();
        int size = (int) task.output().floats();
        double[] numbers = new double[size];
        int[] loops = new int[task.extents().size()];
        for (int n = 0; n < size / task.run(); n++) {
            int left = n;
            for (int i = loops.length - 1; i >= 0; i--) {
                loops[i] = left % task.extents().get(i);
                left /= task.extents().get(i);
            }
            for (int place = 0; place < task.run(); place++) {
                double[] x = new double[3];
                for (int i = 0; i < 3; i++) {
                    x[i] = inputs.get(i)[(int) at(task.reads().get(i), loops, place)];
                }
                numbers[(int) at(task.write(), loops, place)] = x[0] * Math.sqrt(Math.abs(x[1]) + 2) + x[1] * x[2];
            }
        }
        for (Schedule schedule : Families.schedules(task, target)) {
            int parts = 1 + cases.size() % 3;
            cases.add(new NativeRun.Case(Families.emit(task, schedule, target), inputs, new float[size], parts));
            names.add(task.signature() + ", " + schedule + ", " + parts + " parts");
            expected.add(numbers);
        }
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        return numbers;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyOrderComputesTheSame(Target target) throws Exception {
        List<List<Integer>> nests = List.of(List.of(), List.of(5), List.of(3, 4), List.of(2, 3, 2));
        int turn = 0;
        for (List<Integer> extents : nests) {
            for (int second = 0; second < 2 << extents.size(); second++) {
                int run = List.of(1, 7, 16, 37).get(turn % 4);
                int third = turn * 5 % (2 << extents.size());
                add(task(extents, run, second, third), target);
                turn++;
            }
        }
        List<float[]> results = NativeRun.run(target, cases, directory);
        for (int i = 0; i < results.size(); i++) {
            for (int n = 0; n < expected.get(i).length; n++) {
                assertThat((double) results.get(i)[n])
                        .as("%s, number %d", names.get(i), n)
                        // Three roundings of numbers below 3, the root's included.
                        .isCloseTo(expected.get(i)[n], within(2e-6));
            }
        }
    }

    private static List<Integer> orders(Elementwise task) {
        return Families.schedules(task, NativeRun.AVX512).stream()
                .map(schedule -> schedule.knobs().getOrDefault("small", -1))
                .toList();
    }

    /** [rows, columns] with a vector of columns: again in every row, into a buffer before, or column by column. */
    @Test
    void partsOfColumnsHaveThreeOrders() {
        assertThat(orders(task(List.of(8), 48, 0b10, 0b10))).containsExactly(1, 2, 0);
    }

    /** A vector of rows stands still along the rows: every order computes it once. */
    @Test
    void partsOfRowsHaveOne() {
        assertThat(orders(task(List.of(8), 48, 0b01, 0b01))).containsExactly(-1);
    }

    @Test
    void formulasWithoutPartsHaveOne() {
        assertThat(orders(task(List.of(8), 48, 0b11, 0b11))).containsExactly(-1);
        Elementwise scaled = new Elementwise(
                new Expr.Both(new Multiply(), new Expr.Unary(Affine.times(3), new Expr.Input(0)), new Expr.Input(1)),
                List.of(8),
                48,
                List.of(walk(List.of(8), 48, 3), walk(List.of(8), 48, 2)),
                walk(List.of(8), 48, 3));
        assertThat(orders(scaled)).as("what is read is no part").containsExactly(-1);
    }

    /** A value for each channel of an image in vectors of channels: its vector stays in a register for all pixels. */
    @Test
    void partsOfWholeVectorsAreTurnedFirst() {
        assertThat(orders(task(List.of(3, 4, 5), 16, 0b1001, 0b1001))).containsExactly(2, 1, 0);
    }

    /** How often each order computes a part, counted in the loops of the code. */
    @Test
    void onlyOneOrderComputesAgain() {
        Elementwise task = task(List.of(8), 48, 0b10, 0b11);
        int[] places = Families.schedules(task, NativeRun.AVX512).stream()
                .mapToInt(schedule ->
                        turns(Families.emit(task, schedule, NativeRun.AVX512).source()))
                .toArray();
        // Three vectors of columns in eight rows; buffer, turned, again.
        assertThat(places).containsExactly(3, 3, 24);
    }

    /** Turns of the loops around the first root. */
    private static int turns(String source) {
        String[] lines = source.split("\n");
        int line = IntStream.range(0, lines.length)
                .filter(i -> lines[i].contains("v_sqrt"))
                .findFirst()
                .orElseThrow();
        int indent = lines[line].indexOf(lines[line].trim());
        int turns = 1;
        for (int i = line - 1; i > 0; i--) {
            int before = lines[i].indexOf(lines[i].trim());
            if (before < indent && lines[i].trim().startsWith("for")) {
                String end = lines[i].replaceAll(".*< ([^;]+);.*", "$1");
                turns *= end.endsWith("_end") ? extent(lines[i - 1]) : Integer.parseInt(end);
            }
            indent = Math.min(indent, before);
        }
        return turns;
    }

    private static int extent(String share) {
        return Integer.parseInt(share.replaceAll(".*= (\\d+)L \\*.*", "$1"));
    }
}
