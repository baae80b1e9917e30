package dev.espalier.compile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.compile.kernel.Rescaling.Addend;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions of bytes against sums of whole numbers written out, and exact fractions. */
class ByteConvolutionsTest {

    @TempDir
    Path directory;

    static Stream<Target> targets() {
        return NativeRun.byteTargets();
    }

    /** Which weights stay. */
    private enum Zeros {
        NONE,
        RANDOM,
        BLOCKS,
        FILTERS,
        TAPS,
        ALL
    }

    /** What is written, and whether levels are signed. */
    private enum Kind {
        LEVELS,
        SIGNED,
        REALS,
        SUMS
    }

    /** A task, and what it reads. */
    private record Trial(ByteConvolution task, Schedule schedule, List<float[]> inputs, int parts) {}

    @ParameterizedTest
    @MethodSource("targets")
    void oddShapesWithEveryKindOfZeros(Target target) throws Exception {
        Draw draw = new Draw(new Random(1), target);
        int[] channels = {1, 3, 17, 33, 64, 100};
        Size2d[] planes = {Size2d.square(1), new Size2d(5, 7), Size2d.square(13)};
        for (int turn = 0; turn < 18; turn++) {
            Size2d plane = planes[turn % 3];
            int k = plane.area() == 1 ? 1 : 1 + turn / 3 % 3;
            draw.add(channels[turn % 6], plane, channels[turn / 3], k, 1 + turn % 2, 1, 1, turn);
        }
        check(target, draw.trials);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void dilationsGroupsAndDepthwise(Target target) throws Exception {
        Draw draw = new Draw(new Random(2), target);
        Size2d plane = new Size2d(9, 11);
        draw.add(8, plane, 40, 3, 1, 2, 1, 0);
        draw.add(12, plane, 24, 3, 2, 1, 4, 1);
        draw.add(64, plane, 64, 3, 1, 1, 2, 2);
        draw.add(33, plane, 33, 3, 1, 1, 33, 3);
        draw.add(33, plane, 33, 5, 2, 2, 33, 4);
        draw.add(144, plane, 144, 3, 2, 1, 144, 5);
        draw.add(17, plane, 34, 3, 1, 1, 17, 6);
        draw.add(20, plane, 100, 7, 2, 1, 1, 7);
        draw.add(32, plane, 32, 3, 1, 1, 32, 10);
        draw.add(128, plane, 128, 5, 1, 1, 128, 12);
        draw.add(96, plane, 96, 3, 1, 2, 96, 15);
        check(target, draw.trials);
    }

    /** Pixels of less than four bytes without any filling: what is multiplied at once reaches over several taps. */
    @ParameterizedTest
    @MethodSource("targets")
    void pixelsOfFewBytes(Target target) throws Exception {
        Draw draw = new Draw(new Random(4), target);
        draw.dense = true;
        draw.add(3, new Size2d(13, 15), 64, 7, 2, 1, 1, 0);
        draw.add(3, new Size2d(9, 11), 33, 3, 2, 1, 1, 1);
        draw.add(1, new Size2d(12, 12), 20, 5, 1, 1, 1, 2);
        draw.add(2, new Size2d(9, 11), 17, 3, 1, 2, 1, 3);
        draw.add(3, Size2d.square(1), 5, 1, 1, 1, 1, 4);
        draw.add(3, new Size2d(5, 7), 16, 3, 1, 1, 1, 6);
        check(target, draw.trials);
    }

    /** 255 times 127, twice, does not fit 16 bits: instructions that saturate there must not be used. */
    @ParameterizedTest
    @MethodSource("targets")
    void theLargestLevelsAndWeightsDoNotSaturate(Target target) throws Exception {
        Draw draw = new Draw(new Random(3), target);
        draw.extreme = true;
        draw.add(32, new Size2d(6, 6), 48, 3, 1, 1, 1, 0);
        draw.add(64, new Size2d(1, 1), 10, 1, 1, 1, 1, 2);
        draw.add(24, new Size2d(6, 6), 24, 3, 1, 1, 24, 1);
        check(target, draw.trials);
    }

    @Test
    void sumsThatThirtyTwoBitsDoNotHoldAreRefused() {
        byte[] weights = new byte[70_000];
        Arrays.fill(weights, (byte) 127);
        Rescaling rescaling = new Rescaling(
                new double[] {1},
                new double[1],
                List.of(),
                1,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                new Rescaling.Reals(new Blocked(1, 1, 1, 16, 0)));
        assertThatThrownBy(() -> new ByteConvolution(
                        Size2d.square(1),
                        1,
                        Size2d.square(1),
                        Size2d.square(1),
                        Size2d.square(1),
                        0,
                        0,
                        Size2d.square(1),
                        1,
                        weights,
                        rescaling,
                        Bytes.of(70_000, 1, 1, 0, false)))
                .hasMessage("with levels of 8 bits the weights of a filter sum up to 2266950000, which is more than 32"
                        + " bits hold");
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
            Trial trial = trials.get(i);
            assertThat(Tensors.numbers(
                            trial.task().output(), results.get(i), trial.task().rescaling()))
                    .as("%d: %s %s", i, trial.schedule(), trial.task().signature())
                    .isEqualTo(expected(trial));
        }
    }

    private static double[] expected(Trial trial) {
        ByteConvolution task = trial.task();
        Size2d out = task.outSize();
        double[] results = new double[task.filters() * out.area()];
        List<double[]> further = new ArrayList<>();
        for (int i = 0; i < task.rescaling().addends().size(); i++) {
            further.add(Tensors.integers(
                    task.rescaling().addends().get(i).layout(), trial.inputs().get(i + 1)));
        }
        double[] image = Tensors.integers(task.image(), trial.inputs().get(0));
        for (int filter = 0; filter < task.filters(); filter++) {
            for (int row = 0; row < out.height(); row++) {
                for (int column = 0; column < out.width(); column++) {
                    int place = (filter * out.height() + row) * out.width() + column;
                    long sum = 0;
                    for (int channel = 0; channel < task.channels(); channel++) {
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
                                    sum += task.weight(filter, channel, i, j)
                                            * (long) image[
                                                    (channel * task.size().height() + y)
                                                                    * task.size()
                                                                            .width()
                                                            + x];
                                }
                            }
                        }
                    }
                    results[place] = Tensors.rescaled(task.rescaling(), filter, place, sum, further);
                }
            }
        }
        return results;
    }

    /** Trials being drawn. */
    private static final class Draw {

        private final Random random;
        private final Target target;
        private final List<Trial> trials = new ArrayList<>();
        private boolean extreme;
        private boolean dense;

        Draw(Random random, Target target) {
            this.random = random;
            this.target = target;
        }

        void add(int in, Size2d plane, int out, int k, int stride, int dilation, int groups, int turn) {
            int reach = (k - 1) * dilation;
            int padding = reach / 2;
            Size2d outSize = new Size2d(
                    (plane.height() + 2 * padding - reach - 1) / stride + 1,
                    (plane.width() + 2 * padding - reach - 1) / stride + 1);
            boolean signed = turn % 2 == 1;
            Bytes filled = Bytes.of(in, plane.height(), plane.width(), padding + turn % 2, signed);
            Bytes image =
                    dense ? new Bytes(in, plane.height(), plane.width(), in, filled.halo(), filled.zero()) : filled;
            byte[] weights = weights(out, in / groups, k * k, Zeros.values()[turn % Zeros.values().length]);
            Kind kind = turn % 3 == 2 ? Kind.values()[turn / 3 % 4] : Kind.values()[turn % 2];
            List<Layout> further = new ArrayList<>();
            if (turn % 4 > 1) {
                further.add(Bytes.of(out, outSize.height(), outSize.width(), turn % 3, turn % 8 > 3));
            }
            if (turn % 5 == 4) {
                further.add(new Blocked(out, outSize.height(), outSize.width(), target.lanes(), turn % 2));
            }
            Rescaling rescaling = rescaling(kind, out, outSize, turn % 2, further);
            ByteConvolution task = new ByteConvolution(
                    plane,
                    out,
                    Size2d.square(k),
                    Size2d.square(stride),
                    Size2d.square(dilation),
                    padding,
                    padding,
                    outSize,
                    groups,
                    weights,
                    rescaling,
                    image);
            List<float[]> inputs = new ArrayList<>();
            inputs.add(Tensors.bytes(image, random, extreme));
            further.forEach(layout -> inputs.add(
                    layout instanceof Bytes bytes
                            ? Tensors.bytes(bytes, random, extreme)
                            : Tensors.sums((Blocked) layout, random)));
            List<Schedule> schedules = Families.schedules(task, target);
            trials.add(new Trial(task, schedules.get(0), inputs, 1 + turn % 3));
            trials.add(new Trial(task, schedules.get(schedules.size() - 1), inputs, 1));
        }

        private Rescaling rescaling(Kind kind, int out, Size2d size, int halo, List<Layout> further) {
            double[] units = new double[out];
            double[] bias = new double[out];
            for (int filter = 0; filter < out; filter++) {
                // Some are such that results in the middle between two levels are frequent.
                units[filter] = filter % 3 == 0 ? 0.5 : (512 + random.nextInt(512)) * 0x1p-13;
                bias[filter] = (random.nextInt(65) - 32) * 0.25;
            }
            List<Addend> addends = new ArrayList<>();
            for (Layout layout : further) {
                double[] ofFurther = new double[out];
                for (int filter = 0; filter < out; filter++) {
                    ofFurther[filter] = filter % 2 == 0 ? 1 : (512 + random.nextInt(512)) * 0x1p-10;
                }
                addends.add(new Addend(layout, ofFurther, layout instanceof Bytes ? 255 : Tensors.LARGEST));
            }
            double low = random.nextBoolean() ? 0 : Double.NEGATIVE_INFINITY;
            double high = random.nextBoolean() ? 24 : Double.POSITIVE_INFINITY;
            return new Rescaling(units, bias, addends, 1, low, high, result(kind, out, size, halo));
        }

        private Rescaling.Result result(Kind kind, int out, Size2d size, int halo) {
            Blocked blocked = new Blocked(out, size.height(), size.width(), target.lanes(), halo);
            double step = random.nextInt(3) == 0 ? 1 : (512 + random.nextInt(512)) * 0x1p-9;
            return switch (kind) {
                case LEVELS ->
                    new Rescaling.Levels(Bytes.of(out, size.height(), size.width(), halo, false), step, 0, 255);
                case SIGNED ->
                    new Rescaling.Levels(Bytes.of(out, size.height(), size.width(), halo, true), step, -128, 127);
                case REALS -> new Rescaling.Reals(blocked);
                default -> new Rescaling.Sums(blocked);
            };
        }

        private byte[] weights(int out, int in, int area, Zeros zeros) {
            byte[] weights = new byte[out * in * area];
            int largest = random.nextBoolean() ? 127 : 60;
            for (int i = 0; i < weights.length; i++) {
                int filter = i / (in * area);
                int channel = i / area % in;
                boolean kept = extreme
                        || switch (zeros) {
                            case NONE -> true;
                            case RANDOM -> random.nextInt(4) == 0;
                            case BLOCKS -> (filter / 16 * 7 + channel / 4 * 3 + i % area) % 3 == 0;
                            case FILTERS -> filter % 3 == 1;
                            case TAPS -> i % area % 2 == 0;
                            case ALL -> false;
                        };
                weights[i] = (byte) (extreme ? 127 : kept ? random.nextInt(2 * largest + 1) - largest : 0);
            }
            return weights;
        }
    }
}
