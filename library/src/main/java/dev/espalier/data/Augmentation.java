package dev.espalier.data;

import dev.espalier.model.Seed;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Random changes to training images that leave their class alone: the pad, crop and flip of He et al. 2015 (Deep
 * Residual Learning, section 4.2).
 *
 * @param padding pixels of black added on each side before a window of the original size is cut out at random; 0 for
 *     none
 * @param flip whether half of the images are mirrored left to right
 */
public record Augmentation(int padding, boolean flip) {

    private static final Pattern FORM =
            Pattern.compile("none|crop:(?<pixels>[0-9]{1,4})(?<flip>\\+flip)?|(?<mirror>flip)");

    /** Images as they are. */
    public static final Augmentation NONE = new Augmentation(0, false);

    public Augmentation {
        if (padding < 0) {
            throw new IllegalArgumentException("padding of " + padding + " pixels: expected 0 or more");
        }
    }

    /** Reads {@code none}, {@code crop:PIXELS}, {@code flip} or {@code crop:PIXELS+flip}; what {@code toString} writes. */
    public static Augmentation parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "no augmentation '" + text + "'; there is none, crop:PIXELS, flip and crop:PIXELS+flip");
        }
        return new Augmentation(
                form.group("pixels") == null ? 0 : Integer.parseInt(form.group("pixels")),
                form.group("flip") != null || form.group("mirror") != null);
    }

    @Override
    public String toString() {
        String crop = padding == 0 ? "" : "crop:" + padding;
        String both = crop + (flip && padding > 0 ? "+" : "") + (flip ? "flip" : "");
        return both.isEmpty() ? "none" : both;
    }

    /** Whether images stay as they are. */
    boolean isNone() {
        return padding == 0 && !flip;
    }

    /** The change drawn for one image. */
    Move draw(Seed image) {
        // The 64 bits of a seed are well mixed, so they are the draw: a generator per image would cost more than the
        // copy.
        long bits = image.value();
        int places = 2 * padding + 1;
        int down = (int) ((bits >>> 1 & 0x3fffffff) % places) - padding;
        int right = (int) ((bits >>> 31 & 0x3fffffff) % places) - padding;
        return new Move(down, right, flip && (bits & 1) == 1);
    }

    /**
     * Output pixel (y, x) is input pixel (y + down, x + right), black where there is none; mirrored after that.
     */
    record Move(int down, int right, boolean mirror) {

        /** Copies one plane through the table of its channel. */
        void copy(byte[] from, int start, int height, int width, float[] table, float[] to, int target) {
            for (int y = 0; y < height; y++) {
                int row = y + down;
                boolean inside = row >= 0 && row < height;
                for (int x = 0; x < width; x++) {
                    int column = (mirror ? width - 1 - x : x) + right;
                    to[target++] = inside && column >= 0 && column < width
                            ? table[from[start + row * width + column] & 0xff]
                            : table[0];
                }
            }
        }
    }
}
