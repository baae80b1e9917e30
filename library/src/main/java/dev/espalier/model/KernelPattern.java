package dev.espalier.model;

/**
 * The positions a kernel keeps, as bits: bit {@code row * width + column} from the lowest.
 *
 * @param height of the kernel, in positions
 * @param width of the kernel; height x width at most 32
 * @param bits one per kept position; at least one
 */
public record KernelPattern(int height, int width, int bits) {

    public KernelPattern {
        int area = height * width;
        if (height < 1 || width < 1 || area > 32) {
            throw new IllegalArgumentException("a pattern of " + height + "x" + width + " does not fit 32 positions");
        }
        if (bits == 0 || (area < 32 && bits >>> area != 0)) {
            throw new IllegalArgumentException("pattern bits " + Integer.toBinaryString(bits) + " must lie within the "
                    + area + " positions and keep at least one");
        }
    }

    /** Whether a position is kept. */
    public boolean keeps(int row, int column) {
        return (bits >>> (row * width + column) & 1) == 1;
    }

    /** How many positions are kept. */
    public int kept() {
        return Integer.bitCount(bits);
    }

    /** A drawing, one row of the kernel a line: {@code #} kept, {@code .} dropped. */
    @Override
    public String toString() {
        StringBuilder drawing = new StringBuilder();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                drawing.append(keeps(row, column) ? '#' : '.');
            }
            drawing.append(row + 1 < height ? "\n" : "");
        }
        return drawing.toString();
    }
}
