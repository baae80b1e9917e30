package dev.espalier.compile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family of convolutions against sums written out. */
class ConvolutionsTest {

    @TempDir
    Path directory;

    static Stream<Target> targets() {
        return NativeRun.targets();
    }

    /** A task and numbers for it, drawn from a generator. */
    private record Trial(Convolution task, Schedule schedule, List<float[]> images, int parts) {}

    /** Which weights stay. */
    private enum Zeros {
        NONE,
        RANDOM,
        BLOCKS_OF_16,
        CHANNELS,
        FILTERS,
        TAPS,
        ALL
    }

    @ParameterizedTest
    @MethodSource("targets")
    void oddShapesWithEveryKindOfZeros(Target target) throws Exception {
        Random random = new Random(1);
        List<Trial> trials = new ArrayList<>();
        int[] channels = {1, 3, 17, 33};
        Size2d[] planes = {Size2d.square(1), new Size2d(5, 7), Size2d.square(13)};
        int turn = 0;
        for (int in : channels) {
            for (Size2d plane : planes) {
                int out = channels[turn % 4];
                int k = plane.area() == 1 ? 1 : 1 + turn % 3;
                int stride = 1 + turn % 2;
                Zeros zeros = Zeros.values()[turn % Zeros.values().length];
                trials.add(trial(random, target, in, plane, out, k, stride, 1, 1, zeros, 1 + turn % 3, turn));
                turn++;
            }
        }
        check(target, trials);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void dilationsGroupsAndDepthwise(Target target) throws Exception {
        Random random = new Random(2);
        List<Trial> trials = new ArrayList<>();
        Size2d plane = new Size2d(9, 11);
        trials.add(trial(random, target, 8, plane, 40, 3, 1, 2, 1, Zeros.RANDOM, 2, 0));
        trials.add(trial(random, target, 12, plane, 24, 3, 2, 1, 4, Zeros.RANDOM, 1, 1));
        trials.add(trial(random, target, 64, plane, 64, 3, 1, 1, 2, Zeros.NONE, 3, 2));
        trials.add(trial(random, target, 33, plane, 33, 3, 1, 1, 33, Zeros.NONE, 2, 3));
        trials.add(trial(random, target, 33, plane, 33, 5, 2, 2, 33, Zeros.TAPS, 1, 4));
        trials.add(trial(random, target, 17, plane, 34, 3, 1, 1, 17, Zeros.NONE, 1, 5));
        trials.add(trial(random, target, 20, plane, 100, 9, 1, 1, 1, Zeros.NONE, 2, 6));
        check(target, trials);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void imagesInRowOrder(Target target) throws Exception {
        Random random = new Random(4);
        List<Trial> trials = new ArrayList<>();
        int[] filters = {1, 17, 40, 64};
        for (int i = 0; i < filters.length; i++) {
            Trial blocked = trial(
                    random,
                    target,
                    3,
                    new Size2d(23, 37),
                    filters[i],
                    7 - 2 * (i % 2),
                    1 + i % 2,
                    1,
                    1,
                    Zeros.values()[i],
                    1 + i % 3,
                    i);
            Convolution task = inRowOrder(blocked.task());
            List<Schedule> schedules = Families.schedules(task, target);
            for (Schedule schedule : List.of(schedules.get(0), schedules.get(schedules.size() - 1))) {
                trials.add(new Trial(task, schedule, blocked.images(), blocked.parts()));
            }
        }
        check(target, trials);
    }

    private static Convolution inRowOrder(Convolution task) {
        return new Convolution(
                task.channels(),
                task.size(),
                task.filters(),
                task.kernel(),
                task.stride(),
                task.dilation(),
                task.top(),
                task.left(),
                task.outSize(),
                task.groups(),
                task.weights(),
                task.bias(),
                task.formula(),
                new Plain(Shape.of(
                        1, task.channels(), task.size().height(), task.size().width())),
                task.further(),
                task.output());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyScheduleGivesTheSame(Target target) throws Exception {
        Random random = new Random(3);
        List<Trial> trials = new ArrayList<>();
        Trial one = trial(random, target, 20, new Size2d(7, 7), 130, 3, 1, 1, 1, Zeros.BLOCKS_OF_16, 1, 0);
        List<Schedule> schedules = Families.schedules(one.task(), target);
        assertThat(schedules).hasSizeBetween(8, 40).doesNotHaveDuplicates();
        for (int i = 0; i < schedules.size(); i += 3) {
            trials.add(new Trial(one.task(), schedules.get(i), one.images(), 1 + i % 3));
        }
        check(target, trials);
    }

    private static Trial trial(
            Random random,
            Target target,
            int in,
            Size2d plane,
            int out,
            int k,
            int stride,
            int dilation,
            int groups,
            Zeros zeros,
            int parts,
            int turn) {
        int reach = (k - 1) * dilation + 1;
        int pad = reach / 2;
        Size2d to = new Size2d(
                (plane.height() + 2 * pad - reach) / stride + 1, (plane.width() + 2 * pad - reach) / stride + 1);
        int lanes = target.lanes();
        float[] weights = new float[out * (in / groups) * k * k];
        IntToDoubleFunction draw = i -> random.nextGaussian();
        for (int i = 0; i < weights.length; i++) {
            int tap = i % (k * k);
            int channel = i / (k * k) % (in / groups);
            int filter = i / (k * k) / (in / groups);
            boolean zero =
                    switch (zeros) {
                        case NONE -> false;
                        case RANDOM -> random.nextInt(3) > 0;
                        case BLOCKS_OF_16 -> (filter / 16 + channel + tap) % 3 > 0;
                        case CHANNELS -> channel % 2 == 1;
                        case FILTERS -> filter / 16 == 0;
                        case TAPS -> tap % 2 == 1;
                        case ALL -> true;
                    };
            weights[i] = zero ? 0 : (float) draw.applyAsDouble(i);
        }
        float[] bias = numbers(random, out);
        Expr sum = new Expr.Both(new Add(), new Expr.Result(), new Expr.Input(1));
        boolean residual = turn % 2 == 0;
        Convolution task = new Convolution(
                in,
                plane,
                out,
                Size2d.square(k),
                Size2d.square(stride),
                Size2d.square(dilation),
                pad,
                pad,
                to,
                groups,
                weights,
                bias,
                residual ? new Expr.Unary(new Relu(), sum) : new Expr.Result(),
                new Blocked(in, plane.height(), plane.width(), lanes, pad + turn % 2),
                residual ? List.of(new Blocked(out, to.height(), to.width(), lanes, turn % 3)) : List.of(),
                new Blocked(out, to.height(), to.width(), lanes, turn % 2));
        List<float[]> images = new ArrayList<>(List.of(numbers(random, in * plane.area())));
        if (residual) {
            images.add(numbers(random, out * to.area()));
        }
        return new Trial(task, Families.schedules(task, target).get(0), images, parts);
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private void check(Target target, List<Trial> trials) throws Exception {
        List<NativeRun.Case> cases = new ArrayList<>();
        for (Trial trial : trials) {
            List<float[]> inputs = new ArrayList<>();
            for (int i = 0; i < trial.images().size(); i++) {
                inputs.add(lay(trial.images().get(i), trial.task().inputs().get(i)));
            }
            Blocked to = (Blocked) trial.task().output();
            float[] before = lay(new float[to.channels() * to.height() * to.width()], to);
            Code code = Families.emit(trial.task(), trial.schedule(), target);
            cases.add(new NativeRun.Case(code, inputs, before, trial.parts()));
        }
        List<float[]> results = NativeRun.run(target, cases, directory);
        for (int i = 0; i < trials.size(); i++) {
            compare(trials.get(i), results.get(i));
        }
    }

    /** An image in memory; the fillings hold what must not matter. */
    private static float[] lay(float[] image, Layout layout) {
        if (layout instanceof Plain) {
            return image;
        }
        Blocked blocked = (Blocked) layout;
        float[] memory = new float[(int) blocked.floats()];
        int area = blocked.height() * blocked.width();
        for (int channel = 0; channel < blocked.blocks() * blocked.lanes(); channel++) {
            for (int p = 0; p < area; p++) {
                float number = channel < blocked.channels() ? image[channel * area + p] : 1e6f;
                memory[blocked.at(channel, p / blocked.width(), p % blocked.width())] = number;
            }
        }
        return memory;
    }

    private static void compare(Trial trial, float[] memory) {
        Convolution task = trial.task();
        Blocked to = (Blocked) task.output();
        String name = task.signature() + " by " + trial.schedule();
        float[] image = trial.images().get(0);
        for (int f = 0; f < task.filters(); f++) {
            for (int r = 0; r < to.height(); r++) {
                for (int c = 0; c < to.width(); c++) {
                    double sum = sum(task, image, f, r, c);
                    if (trial.images().size() > 1) {
                        sum = Math.max(0, sum + trial.images().get(1)[(f * to.height() + r) * to.width() + c]);
                    }
                    assertThat((double) memory[to.at(f, r, c)])
                            .as("%s: filter %d, row %d, column %d", name, f, r, c)
                            .isCloseTo(sum, within(1e-4 * (1 + Math.abs(sum))));
                }
            }
        }
        for (int i = 0; i < to.blocks(); i++) {
            for (int r = -to.halo(); r < to.height() + to.halo(); r++) {
                for (int c = -to.halo(); c < to.width() + to.halo(); c++) {
                    boolean inside = r >= 0 && r < to.height() && c >= 0 && c < to.width();
                    assertThat(inside || memory[to.at(i * to.lanes(), r, c)] == 0)
                            .as("%s: halo", name)
                            .isTrue();
                }
            }
        }
    }

    private static double sum(Convolution task, float[] image, int filter, int row, int column) {
        int perGroup = task.channels() / task.groups();
        int group = filter / (task.filters() / task.groups());
        double sum = task.bias()[filter];
        for (int channel = 0; channel < perGroup; channel++) {
            for (int i = 0; i < task.kernel().height(); i++) {
                for (int j = 0; j < task.kernel().width(); j++) {
                    int y = row * task.stride().height()
                            - task.top()
                            + i * task.dilation().height();
                    int x = column * task.stride().width()
                            - task.left()
                            + j * task.dilation().width();
                    if (y >= 0
                            && y < task.size().height()
                            && x >= 0
                            && x < task.size().width()) {
                        int at = ((group * perGroup + channel) * task.size().height() + y)
                                        * task.size().width()
                                + x;
                        sum += (double) task.weight(filter, channel, i, j) * image[at];
                    }
                }
            }
        }
        return sum;
    }
}
