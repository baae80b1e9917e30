package dev.espalier.model;

import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which weights of a tensor are kept, in as few bytes as two plain layouts allow. It is what a model file stores beside
 * the kept values, and so what {@link Cost#bytes()} charges for a mask. The first byte names the layout:
 *
 * <ul>
 *   <li>0, bit map: one bit per weight in row-major order, lowest bit of a byte first, one for kept. 1/32 of the dense
 *       tensor whatever the structure.
 *   <li>1, kernels: one bit per kernel of a convolution, one for a kernel with any weight kept; then, as one byte, the
 *       number of distinct kernel patterns less one; each pattern as 4 bytes, little-endian; then for every kept kernel
 *       the number of its pattern, in the fewest bits that can tell the patterns apart. A linear weight is a 1x1
 *       convolution.
 * </ul>
 *
 * <p>The smaller one is taken. A 3x3 layer of 64x64 channels at 4 of 9 weights out of 8 patterns takes 1 + 512 + 1 + 32 +
 * 1,536 bytes as kernels, against 1 + 4,608 as bit map.
 */
public final class MaskCode {

    private static final int BIT_MAP = 0;
    private static final int KERNELS = 1;
    private static final int LARGEST_KERNEL = 32;
    private static final int MOST_PATTERNS = 256;

    private MaskCode() {}

    /**
     * The code of a mask.
     *
     * @param mask ones and zeros
     * @throws IllegalArgumentException if it holds anything else
     */
    public static byte[] encode(INDArray mask) {
        boolean[] kept = booleans(mask);
        byte[] bitMap = bitMap(kept);
        byte[] kernels = kernels(kept, kernelArea(Model.shapeOf(mask)));
        return kernels != null && kernels.length < bitMap.length ? kernels : bitMap;
    }

    /**
     * The mask again, row-major.
     *
     * @param code what {@link #encode} gave
     * @param shape of the tensor
     * @throws IllegalArgumentException if the bytes are no code of a tensor of this shape
     */
    public static boolean[] decode(byte[] code, Shape shape) {
        // No layout says more than 32 positions per bit: the shape may be wrong, so memory waits for this check.
        if (shape.size() > 8L * LARGEST_KERNEL * code.length) {
            throw new IllegalArgumentException(
                    "the mask code has " + code.length + " bytes, too few for a tensor " + shape);
        }
        var bits = new BitReader("the mask code", code);
        int layout = bits.next(8);
        int size = Math.toIntExact(shape.size());
        boolean[] kept = new boolean[size];
        switch (layout) {
            case BIT_MAP -> {
                for (int i = 0; i < size; i++) {
                    kept[i] = bits.next(1) == 1;
                }
            }
            case KERNELS -> decodeKernels(bits, kept, kernelArea(shape));
            default ->
                throw new IllegalArgumentException("a mask code starts with its layout, 0 or 1; found " + layout);
        }
        bits.end();
        return kept;
    }

    private static void decodeKernels(BitReader bits, boolean[] kept, int area) {
        if (area > LARGEST_KERNEL) {
            throw new IllegalArgumentException(
                    "a mask code of kernel patterns is for kernels up to 32 weights, found " + area);
        }
        boolean[] connected = new boolean[kept.length / area];
        for (int i = 0; i < connected.length; i++) {
            connected[i] = bits.next(1) == 1;
        }
        bits.align();
        int[] patterns = new int[bits.next(8) + 1];
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = bits.next(32);
            if (patterns[i] == 0 || (area < 32 && patterns[i] >>> area != 0)) {
                throw new IllegalArgumentException("pattern " + i + " of the mask code, "
                        + Integer.toBinaryString(patterns[i]) + ", is none of a kernel of " + area + " weights");
            }
        }
        int width = bitsFor(patterns.length);
        for (int kernel = 0; kernel < connected.length; kernel++) {
            if (!connected[kernel]) {
                continue;
            }
            int number = bits.next(width);
            if (number >= patterns.length) {
                throw new IllegalArgumentException("kernel " + kernel + " of the mask code has pattern " + number
                        + ", but there are only " + patterns.length);
            }
            for (int i = 0; i < area; i++) {
                kept[kernel * area + i] = (patterns[number] >>> i & 1) == 1;
            }
        }
    }

    private static boolean[] booleans(INDArray mask) {
        float[] numbers = Numbers.of(mask);
        boolean[] kept = new boolean[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != 0 && numbers[i] != 1) {
                throw new IllegalArgumentException(
                        "a mask holds zeros and ones only, found " + numbers[i] + " at position " + i);
            }
            kept[i] = numbers[i] == 1;
        }
        return kept;
    }

    private static byte[] bitMap(boolean[] kept) {
        var bits = new BitWriter();
        bits.put(BIT_MAP, 8);
        for (boolean one : kept) {
            bits.put(one ? 1 : 0, 1);
        }
        return bits.bytes();
    }

    /** Null if this layout cannot hold the mask. */
    private static byte[] kernels(boolean[] kept, int area) {
        if (area > LARGEST_KERNEL) {
            return null;
        }
        var bits = new BitWriter();
        bits.put(KERNELS, 8);
        Map<Integer, Integer> numbers = new LinkedHashMap<>();
        List<Integer> ofKernels = new ArrayList<>();
        for (int start = 0; start < kept.length; start += area) {
            int pattern = 0;
            for (int i = 0; i < area; i++) {
                pattern |= kept[start + i] ? 1 << i : 0;
            }
            bits.put(pattern == 0 ? 0 : 1, 1);
            if (pattern != 0) {
                numbers.putIfAbsent(pattern, numbers.size());
                ofKernels.add(numbers.get(pattern));
            }
        }
        if (numbers.isEmpty() || numbers.size() > MOST_PATTERNS) {
            return null;
        }
        bits.align();
        bits.put(numbers.size() - 1, 8);
        numbers.keySet().forEach(pattern -> bits.put(pattern, 32));
        int width = bitsFor(numbers.size());
        ofKernels.forEach(number -> bits.put(number, width));
        return bits.bytes();
    }

    private static int kernelArea(Shape shape) {
        return shape.rank() == 4 ? shape.dim(2) * shape.dim(3) : 1;
    }

    private static int bitsFor(int choices) {
        return 32 - Integer.numberOfLeadingZeros(choices - 1);
    }
}
