package dev.espalier.compile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.Size2d;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Linear layers over positions against sums written out. */
class PositionConvolutionsTest {

    private static final Size2d ONE = Size2d.square(1);

    @TempDir
    Path directory;

    static Stream<Target> targets() {
        return NativeRun.targets();
    }

    private record Trial(Convolution task, Schedule schedule, List<float[]> inputs, int parts) {}

    @ParameterizedTest
    @MethodSource("targets")
    void oddShapesWithBlocksOfEveryHeight(Target target) throws Exception {
        Random random = new Random(3);
        List<Trial> trials = new ArrayList<>();
        int[] sizes = {1, 3, 33, 130};
        int[] heights = {1, 2, 3, 4, 16, 0};
        int turn = 0;
        for (int positions : new int[] {1, 5, 17, 128}) {
            for (int in : sizes) {
                for (int out : sizes) {
                    int height = heights[turn % heights.length];
                    trials.add(trial(random, target, in, out, positions, height, 1, turn));
                    turn++;
                }
            }
        }
        check(target, trials);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everySchedule(Target target) throws Exception {
        Random random = new Random(4);
        List<Trial> trials = new ArrayList<>();
        for (int height : new int[] {1, 3, 0}) {
            int count = Families.schedules(task(random, target, 600, 29, 67, height, 1), target)
                    .size();
            assertThat(count).isBetween(2, 64);
            for (int i = 0; i < count; i += 5) {
                trials.add(trial(random, target, 600, 29, 67, height, 1, i));
            }
        }
        trials.add(trial(random, target, 24, 40, 20, 2, 4, 0));
        check(target, trials);
    }

    @Test
    void filtersWithEqualZerosShareABlockWhereverTheyAre() {
        Random random = new Random(5);
        float[] weights = new float[12 * 40];
        for (int filter = 0; filter < 12; filter++) {
            for (int channel = filter % 3; channel < 40; channel += 3) {
                weights[filter * 40 + channel] = random.nextFloat() + 1;
            }
        }
        Convolution task = task(NativeRun.AVX512, 40, 12, 16, 1, weights, new float[12]);
        AlikeFilters alike = AlikeFilters.of(task, AlikeFilters.kinds(task), 4);
        assertThat(alike.blocks())
                .extracting(block -> block.filters())
                .containsExactly(new int[] {0, 3, 6, 9}, new int[] {1, 4, 7, 10}, new int[] {2, 5, 8, 11});
        assertThat(alike.steps()).isEqualTo(40);
        // Two of each kind are left over from blocks of three with another one: all channels of the kinds that meet.
        assertThat(AlikeFilters.of(task, AlikeFilters.kinds(task), 3).steps()).isEqualTo(40 + 40);
    }

    @Test
    void theGuessFollowsTheZeros() {
        Random random = new Random(6);
        Target target = NativeRun.AVX512;
        assertThat(best(task(random, target, 384, 384, 128, 3, 1), target).knob("rows"))
                .isEqualTo(3);
        assertThat(best(task(random, target, 384, 384, 128, 0, 1), target).knob("rows"))
                .isGreaterThan(2);
        assertThat(best(task(random, target, 384, 384, 128, 1, 1), target).knob("rows"))
                .isEqualTo(1);
    }

    private static Schedule best(Convolution task, Target target) {
        return Families.schedules(task, target).get(0);
    }

    private static Trial trial(
            Random random, Target target, int in, int out, int positions, int height, int groups, int turn) {
        Convolution task = task(random, target, in, out, positions, height, groups);
        List<Schedule> schedules = Families.schedules(task, target);
        List<float[]> inputs = new ArrayList<>();
        inputs.add(numbers(random, (int) task.image().floats()));
        task.further().forEach(layout -> inputs.add(numbers(random, (int) layout.floats())));
        return new Trial(task, schedules.get(turn % schedules.size()), inputs, 1 + turn % 3);
    }

    /** Blocks of so many filters have a quarter of their weights; 0 for dense. */
    private static Convolution task(
            Random random, Target target, int in, int out, int positions, int height, int groups) {
        float[] weights = numbers(random, out * in / groups);
        if (height > 0) {
            for (int first = 0; first < out; first += height) {
                BitSet kept = new BitSet();
                for (int channel = 0; channel < in / groups; channel++) {
                    kept.set(channel, random.nextInt(4) == 0);
                }
                for (int filter = first; filter < Math.min(out, first + height); filter++) {
                    for (int channel = 0; channel < in / groups; channel++) {
                        weights[filter * (in / groups) + channel] *= kept.get(channel) ? 1 : 0;
                    }
                }
            }
        }
        return task(target, in, out, positions, groups, weights, numbers(random, out));
    }

    private static Convolution task(
            Target target, int in, int out, int positions, int groups, float[] weights, float[] bias) {
        Layout to = new Features(out, positions, target.lanes());
        // Alternately a sum, a long formula, and nothing.
        Expr sum = new Expr.Both(new Add(), new Expr.Result(), new Expr.Input(1));
        Expr formula = in % 3 == 1 ? new Expr.Result() : out % 3 == 1 ? sum : new Expr.Unary(new Gelu(), sum);
        List<Layout> further = in % 3 == 1 ? List.of() : List.of(to);
        Size2d size = new Size2d(1, positions);
        Layout from = new Features(in, positions, target.lanes());
        return new Convolution(
                in, size, out, ONE, ONE, ONE, 0, 0, size, groups, weights, bias, formula, from, further, to);
    }

    private void check(Target target, List<Trial> trials) throws Exception {
        List<NativeRun.Case> cases = new ArrayList<>();
        for (Trial trial : trials) {
            cases.add(new NativeRun.Case(
                    Families.emit(trial.task(), trial.schedule(), target),
                    trial.inputs(),
                    new float[(int) trial.task().output().floats()],
                    trial.parts()));
        }
        List<float[]> results = NativeRun.run(target, cases, directory);
        for (int i = 0; i < trials.size(); i++) {
            compare(trials.get(i), results.get(i));
        }
    }

    private static void compare(Trial trial, float[] result) {
        Convolution task = trial.task();
        int pitch = ((Features) task.output()).pitch();
        int inGroup = task.channels() / task.groups();
        for (int o = 0; o < task.filters(); o++) {
            int first = o / (task.filters() / task.groups()) * inGroup;
            for (int t = 0; t < task.outSize().width(); t++) {
                double sum = task.bias()[o];
                for (int c = 0; c < inGroup; c++) {
                    sum += (double) task.weights()[o * inGroup + c]
                            * trial.inputs().get(0)[(first + c) * pitch + t];
                }
                int at = o * pitch + t;
                double more = task.further().isEmpty() ? 0 : trial.inputs().get(1)[at];
                double expected = task.formula() instanceof Expr.Unary ? gelu(sum + more) : sum + more;
                assertThat((double) result[at])
                        .as(
                                "%s, %s, %d parts, feature %d of position %d",
                                task.signature(), trial.schedule(), trial.parts(), o, t)
                        .isCloseTo(expected, within(1e-4));
            }
        }
    }

    /** With Abramowitz and Stegun 7.1.26, error 1.5e-7. */
    private static double gelu(double x) {
        double z = Math.abs(x) / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * z);
        double tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        double erf = Math.signum(x) * (1 - tail * Math.exp(-z * z));
        return 0.5 * x * (1 + erf);
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }
}
