package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.Rescaling.Addend;
import dev.espalier.compile.kernel.Rescaling.Levels;
import dev.espalier.compile.kernel.Rescaling.Sums;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Levels and sums as they lie in memory, and rescaling in decimals of any length. */
final class Tensors {

    /** No drawn sum is larger. */
    static final int LARGEST = 4000;

    private Tensors() {}

    /** Drawn levels; what must not matter is drawn too. */
    static float[] bytes(Bytes layout, Random random, boolean largest) {
        byte[] bytes = new byte[(int) layout.floats() * Float.BYTES];
        random.nextBytes(bytes);
        if (largest) {
            Arrays.fill(bytes, (byte) 255);
        }
        for (int block = 0; block < layout.blocks(); block++) {
            for (int row = -layout.halo(); row < layout.height() + layout.halo(); row++) {
                for (int column = -layout.halo(); column < layout.width() + layout.halo(); column++) {
                    boolean inside = row >= 0 && row < layout.height() && column >= 0 && column < layout.width();
                    for (int lane = 0; lane < layout.lanes() && !inside; lane++) {
                        bytes[layout.at(block * layout.lanes() + lane, row, column)] = (byte) layout.zero();
                    }
                }
            }
        }
        float[] floats = new float[(int) layout.floats()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }

    /** Drawn sums. */
    static float[] sums(Blocked layout, Random random) {
        float[] floats = new float[(int) layout.floats()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.intBitsToFloat(random.nextInt(2 * LARGEST + 1) - LARGEST);
        }
        return floats;
    }

    /** Levels or sums in row order. */
    static double[] integers(Layout layout, float[] memory) {
        ByteBuffer bytes = ByteBuffer.allocate(memory.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(memory);
        if (layout instanceof Bytes image) {
            double[] numbers = new double[image.channels() * image.height() * image.width()];
            for (int i = 0; i < numbers.length; i++) {
                int place = image.at(
                        i / image.width() / image.height(), i / image.width() % image.height(), i % image.width());
                numbers[i] = (bytes.get(place) & 0xff) - image.zero();
            }
            return numbers;
        }
        Blocked image = (Blocked) layout;
        double[] numbers = new double[image.channels() * image.height() * image.width()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = bytes.getInt(Float.BYTES
                    * image.at(
                            i / image.width() / image.height(), i / image.width() % image.height(), i % image.width()));
        }
        return numbers;
    }

    /** A result in row order: levels, sums or numbers. */
    static double[] numbers(Layout layout, float[] memory, Rescaling rescaling) {
        if (layout instanceof Bytes || rescaling.result() instanceof Sums) {
            return integers(layout, memory);
        }
        Blocked image = (Blocked) layout;
        double[] numbers = new double[image.channels() * image.height() * image.width()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = memory[
                    image.at(
                            i / image.width() / image.height(), i / image.width() % image.height(), i % image.width())];
        }
        return numbers;
    }

    /** What becomes of a sum. */
    static double rescaled(Rescaling rescaling, int channel, int place, long sum, List<double[]> further) {
        if (rescaling.result() instanceof Sums) {
            return sum;
        }
        BigDecimal exact = BigDecimal.valueOf(sum)
                .multiply(new BigDecimal(rescaling.units()[channel]))
                .add(new BigDecimal(rescaling.bias()[channel]));
        for (int i = 0; i < further.size(); i++) {
            Addend addend = rescaling.addends().get(i);
            exact = exact.add(new BigDecimal(further.get(i)[place]).multiply(new BigDecimal(addend.units()[channel])));
        }
        BigDecimal divisor = BigDecimal.valueOf(rescaling.divisor());
        if (Double.isFinite(rescaling.low())) {
            exact = exact.max(new BigDecimal(rescaling.low()).multiply(divisor));
        }
        if (Double.isFinite(rescaling.high())) {
            exact = exact.min(new BigDecimal(rescaling.high()).multiply(divisor));
        }
        if (rescaling.result() instanceof Levels levels) {
            long level = exact.divide(divisor.multiply(new BigDecimal(levels.step())), 0, RoundingMode.HALF_EVEN)
                    .longValueExact();
            return Math.min(levels.most(), Math.max(levels.least(), level));
        }
        return (float) (exact.doubleValue() / rescaling.divisor());
    }
}
