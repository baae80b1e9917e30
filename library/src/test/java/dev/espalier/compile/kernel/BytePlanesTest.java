package dev.espalier.compile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.compile.kernel.ByteMove.Place;
import dev.espalier.compile.kernel.Rescaling.Addend;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.math.BigDecimal;
import java.math.RoundingMode;
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

/** What is done to levels besides convolutions, against loops over whole numbers and exact fractions. */
class BytePlanesTest {

    @TempDir
    Path directory;

    static Stream<Target> targets() {
        return Stream.of(NativeRun.VNNI, NativeRun.AVX2, NativeRun.NEON);
    }

    /** A task, what it reads, and what it must give. */
    private record Trial(Task task, Rescaling rescaling, List<float[]> inputs, int parts, double[] expected) {}

    @ParameterizedTest
    @MethodSource("targets")
    void largestLevels(Target target) throws Exception {
        Random random = new Random(1);
        List<Trial> trials = new ArrayList<>();
        int[] channels = {3, 16, 17, 64, 100};
        for (int turn = 0; turn < 10; turn++) {
            int kernel = 1 + turn % 3;
            int stride = 1 + turn % 2;
            int padding = kernel / 2;
            Bytes image = Bytes.of(channels[turn % 5], 7, 9, turn % 3, turn % 2 == 1);
            Bytes output = new Bytes(
                    image.channels(),
                    (7 + 2 * padding - kernel) / stride + 1,
                    (9 + 2 * padding - kernel) / stride + 1,
                    image.lanes(),
                    turn % 2,
                    image.zero());
            BytePooling task = new BytePooling(
                    Size2d.square(kernel), Size2d.square(stride), Size2d.square(padding), image, output);
            float[] memory = Tensors.bytes(image, random, false);
            trials.add(new Trial(task, levels(output), List.of(memory), 1 + turn % 3, largest(task, memory)));
        }
        check(target, trials);
    }

    private static double[] largest(BytePooling task, float[] memory) {
        double[] image = Tensors.integers(task.image(), memory);
        Bytes out = task.output();
        double[] results = new double[out.channels() * out.height() * out.width()];
        Arrays.fill(results, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < results.length; i++) {
            for (int tap = 0; tap < task.kernel().area(); tap++) {
                int row = i / out.width() % out.height() * task.stride().height()
                        - task.padding().height()
                        + tap / task.kernel().width();
                int column = i % out.width() * task.stride().width()
                        - task.padding().width()
                        + tap % task.kernel().width();
                if (row >= 0
                        && row < task.image().height()
                        && column >= 0
                        && column < task.image().width()) {
                    int channel = i / out.width() / out.height();
                    results[i] = Math.max(results[i], at(task.image(), image, channel, row, column));
                }
            }
        }
        return results;
    }

    private static double at(Bytes layout, double[] numbers, int channel, int row, int column) {
        return numbers[(channel * layout.height() + row) * layout.width() + column];
    }

    @ParameterizedTest
    @MethodSource("targets")
    void means(Target target) throws Exception {
        Random random = new Random(2);
        List<Trial> trials = new ArrayList<>();
        int[] channels = {1, 16, 33, 64};
        for (int turn = 0; turn < 8; turn++) {
            Bytes image = Bytes.of(channels[turn % 4], 6, 8, turn % 2, turn % 3 == 1);
            Size2d kernel = turn < 4 ? new Size2d(6, 8) : new Size2d(2, 3);
            Size2d stride = turn < 4 ? kernel : new Size2d(2, 1);
            Size2d out = turn < 4 ? Size2d.square(1) : new Size2d(3, 6);
            double step = (512 + random.nextInt(512)) * 0x1p-9;
            Layout to = turn % 2 == 0
                    ? Bytes.of(image.channels(), out.height(), out.width(), turn % 3, turn % 3 == 1)
                    : new Blocked(image.channels(), out.height(), out.width(), target.lanes(), 0);
            double[] units = new double[image.channels()];
            Arrays.fill(units, turn % 4 == 0 ? step : 0.75);
            Rescaling rescaling = new Rescaling(
                    units,
                    new double[units.length],
                    List.of(),
                    kernel.area(),
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    to instanceof Bytes bytes
                            ? new Rescaling.Levels(bytes, step, -bytes.zero(), 255 - bytes.zero())
                            : new Rescaling.Reals((Blocked) to));
            ByteMean task = new ByteMean(kernel, stride, out, image, rescaling);
            float[] memory = Tensors.bytes(image, random, false);
            trials.add(new Trial(task, rescaling, List.of(memory), 1 + turn % 2, means(task, memory)));
        }
        check(target, trials);
    }

    private static double[] means(ByteMean task, float[] memory) {
        double[] image = Tensors.integers(task.image(), memory);
        int width = task.outSize().width();
        double[] results = new double[task.image().channels() * task.outSize().area()];
        for (int i = 0; i < results.length; i++) {
            int channel = i / task.outSize().area();
            int row = i / width % task.outSize().height() * task.stride().height();
            int column = i % width * task.stride().width();
            long sum = 0;
            for (int tap = 0; tap < task.kernel().area(); tap++) {
                sum += (long) at(
                        task.image(),
                        image,
                        channel,
                        row + tap / task.kernel().width(),
                        column + tap % task.kernel().width());
            }
            results[i] = Tensors.rescaled(task.rescaling(), channel, i, sum, List.of());
        }
        return results;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void sums(Target target) throws Exception {
        Random random = new Random(3);
        List<Trial> trials = new ArrayList<>();
        int[] channels = {3, 20, 64};
        for (int turn = 0; turn < 6; turn++) {
            int count = channels[turn % 3];
            List<Layout> layouts = List.of(
                    Bytes.of(count, 5, 7, turn % 2, turn % 2 == 0), new Blocked(count, 5, 7, target.lanes(), 1));
            Rescaling.Result result = turn % 2 == 0
                    ? new Rescaling.Levels(Bytes.of(count, 5, 7, 1, true), 1.5, -128, 127)
                    : new Rescaling.Reals(new Blocked(count, 5, 7, target.lanes(), 0));
            List<Addend> addends = new ArrayList<>();
            for (Layout layout : layouts) {
                double[] units = new double[count];
                Arrays.fill(units, (512 + random.nextInt(512)) * 0x1p-10);
                addends.add(new Addend(layout, units, layout instanceof Bytes ? 255 : Tensors.LARGEST));
            }
            Rescaling rescaling = new Rescaling(
                    new double[count], new double[count], addends, 1, -100, Double.POSITIVE_INFINITY, result);
            List<float[]> inputs = List.of(
                    Tensors.bytes((Bytes) layouts.get(0), random, false),
                    Tensors.sums((Blocked) layouts.get(1), random));
            List<double[]> further = List.of(
                    Tensors.integers(layouts.get(0), inputs.get(0)), Tensors.integers(layouts.get(1), inputs.get(1)));
            double[] expected = new double[count * 35];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = Tensors.rescaled(rescaling, i / 35, i, 0, further);
            }
            trials.add(new Trial(new ByteSum(5, 7, rescaling), rescaling, inputs, 1 + turn % 2, expected));
        }
        check(target, trials);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void numbersBecomeTheNearestLevels(Target target) throws Exception {
        Random random = new Random(4);
        List<Trial> trials = new ArrayList<>();
        int[] channels = {1, 3, 4, 17, 64};
        for (int turn = 0; turn < 20; turn++) {
            int count = channels[turn % 5];
            boolean signed = turn % 2 == 0;
            boolean plain = count <= 4;
            int lanes = turn < 10 ? 4 : count;
            Layout from =
                    plain ? new Plain(Shape.of(1, count, 5, 19)) : new Blocked(count, 5, 19, target.lanes(), turn % 3);
            Bytes to = plain
                    ? new Bytes(count, 5, 19, lanes, turn % 3, signed ? 128 : 0)
                    : Bytes.of(count, 5, 19, turn % 3, signed);
            double step = turn % 3 == 0 ? 0.5 : (512 + random.nextInt(512)) * 0x1p-11;
            ByteQuantization task = new ByteQuantization(from, step, signed ? -128 : 0, signed ? 127 : 15, to);
            float[] memory = new float[(int) from.floats()];
            for (int i = 0; i < memory.length; i++) {
                // Many lie in the middle between two levels, and some far beyond all.
                memory[i] = (float)
                        (random.nextInt(4) == 0
                                ? random.nextGaussian() * 1e3
                                : random.nextBoolean()
                                        ? (random.nextInt(64) - 32 + 0.5) * step
                                        : random.nextGaussian() * 8);
            }
            double[] expected = new double[count * 5 * 19];
            for (int i = 0; i < expected.length; i++) {
                float number = memory[from instanceof Blocked blocked ? blocked.at(i / 95, i / 19 % 5, i % 19) : i];
                long level = new BigDecimal(number)
                        .divide(new BigDecimal(step), 0, RoundingMode.HALF_EVEN)
                        .longValueExact();
                expected[i] = Math.min(task.most(), Math.max(task.least(), level));
            }
            trials.add(new Trial(task, levels(to), List.of(memory), 1 + turn % 2, expected));
        }
        check(target, trials);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void moves(Target target) throws Exception {
        Random random = new Random(6);
        List<Trial> trials = new ArrayList<>();
        int[] channels = {1, 3, 4, 16, 17, 32, 64, 100};
        for (int turn = 0; turn < 24; turn++) {
            boolean signed = turn % 2 == 1;
            int axis = turn % 3;
            List<Bytes> images = new ArrayList<>();
            List<Place> places = new ArrayList<>();
            int[] sides = {channels[turn % 8], 5, 7};
            int first = turn % 5 == 4 ? -1 : turn % 4;
            for (int i = 0; i < 1 + turn % 3; i++) {
                int[] own = sides.clone();
                own[axis] = axis == 0 ? channels[(turn + 3 * i) % 8] : own[axis] + i;
                images.add(
                        own[0] < 4
                                ? new Bytes(own[0], own[1], own[2], 4, i, signed ? 128 : 0)
                                : Bytes.of(own[0], own[1], own[2], (turn + i) % 2, signed));
                places.add(new Place(axis == 0 ? first : 0, axis == 1 ? first : 0, axis == 2 ? first : 0));
                first += own[axis];
            }
            sides[axis] = Math.max(1, first + turn % 4 - 1);
            Bytes output = Bytes.of(sides[0], sides[1], sides[2], turn % 3, signed);
            ByteMove task = new ByteMove(images, places, output);
            List<float[]> inputs = images.stream()
                    .map(image -> Tensors.bytes(image, random, false))
                    .toList();
            trials.add(new Trial(task, levels(output), inputs, 1 + turn % 2, moved(task, inputs)));
        }
        check(target, trials);
    }

    private static double[] moved(ByteMove task, List<float[]> inputs) {
        Bytes out = task.output();
        double[] results = new double[out.channels() * out.height() * out.width()];
        for (int i = 0; i < inputs.size(); i++) {
            Bytes image = task.images().get(i);
            Place place = task.places().get(i);
            double[] numbers = Tensors.integers(image, inputs.get(i));
            for (int k = 0; k < numbers.length; k++) {
                int channel = k / image.width() / image.height() + place.channel();
                int row = k / image.width() % image.height() + place.row();
                int column = k % image.width() + place.column();
                boolean inside = channel >= 0 && channel < out.channels();
                inside &= row >= 0 && row < out.height() && column >= 0 && column < out.width();
                if (inside) {
                    results[(channel * out.height() + row) * out.width() + column] = numbers[k];
                }
            }
        }
        return results;
    }

    private static Rescaling levels(Bytes layout) {
        return new Rescaling(new double[0], new double[0], List.of(), 1, 0, 0, new Rescaling.Levels(layout, 1, 0, 255));
    }

    private void check(Target target, List<Trial> trials) throws Exception {
        List<NativeRun.Case> cases = new ArrayList<>();
        for (Trial trial : trials) {
            Schedule schedule = Families.schedules(trial.task(), target).get(0);
            cases.add(new NativeRun.Case(
                    Families.emit(trial.task(), schedule, target),
                    trial.inputs(),
                    new float[(int) trial.task().output().floats()],
                    trial.parts()));
        }
        List<float[]> results = NativeRun.run(target, cases, directory);
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            assertThat(Tensors.numbers(trial.task().output(), results.get(i), trial.rescaling()))
                    .as("%d: %s", i, trial.task().signature())
                    .isEqualTo(trial.expected());
        }
    }

    @Test
    void exactnessNeedsFewBitsAndQuotientsThatKeepApart() {
        assertThat(ExactSums.hold(rescaling(0x1p-20, 1.5), 1 << 24)).isTrue();
        assertThat(ExactSums.hold(rescaling(0.1, 1.5), 1 << 24))
                .as("0.1 has 53 bits")
                .isFalse();
        assertThat(ExactSums.hold(rescaling(0x1p-45, 0.75), 1))
                .as("a sum of 2^-45")
                .isFalse();
    }

    private static Rescaling rescaling(double unit, double step) {
        Bytes layout = Bytes.of(1, 1, 1, 0, false);
        return new Rescaling(
                new double[] {unit},
                new double[] {1},
                List.of(),
                1,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                new Rescaling.Levels(layout, step, 0, 255));
    }

    @Test
    void bytesAreRefusedThatKernelsCannotRead() {
        assertThatThrownBy(() -> new Bytes(5, 1, 1, 3, 0, 0))
                .hasMessage("pixels of 3 bytes with 0 for 0; lanes are a multiple of 4,"
                        + " or all of fewer channels, and 0 is 0 or 128");
        Bytes image = Bytes.of(64, 4, 4, 0, true);
        assertThatThrownBy(
                        () -> new ByteMove(List.of(image), List.of(new Place(0, 0, 0)), Bytes.of(64, 4, 4, 0, false)))
                .hasMessageContaining("other zeros");
        assertThatThrownBy(() -> new BytePooling(
                        Size2d.square(2), Size2d.square(2), Size2d.square(0), image, Bytes.of(64, 2, 2, 0, false)))
                .hasMessageContaining("other lanes or zeros");
    }
}
