package dev.espalier.data;

import dev.espalier.model.Seed;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Labelled images of one size, held in memory as bytes: an immutable value.
 *
 * <p>Pixels are unsigned bytes in [N, C, H, W] order, C = 1 (grey) or 3 (red, green, blue). Selections ({@link #take},
 * {@link #subset}, {@link #split}) share the pixels of the set they come from, so they cost four to eight bytes an image.
 */
public final class Dataset {

    private final String name;
    private final int channels;
    private final int height;
    private final int width;
    private final byte[] pixels;
    /** rows[i] is the position in pixels, counted in images, of image i. */
    private final int[] rows;

    private final int[] labels;
    private final List<String> classNames;
    private final Provenance provenance;

    private Dataset(Dataset whole, int[] rows, int[] labels, Provenance provenance) {
        this.name = whole.name;
        this.channels = whole.channels;
        this.height = whole.height;
        this.width = whole.width;
        this.pixels = whole.pixels;
        this.rows = rows;
        this.labels = labels;
        this.classNames = whole.classNames;
        this.provenance = provenance;
    }

    /**
     * A dataset over the given bytes, which it takes over without a copy: do not change them afterwards.
     *
     * @param name for people, such as {@code "Fashion-MNIST train"}
     * @param channels 1 or 3
     * @param height rows of pixels, at least 1
     * @param width columns of pixels, at least 1
     * @param pixels unsigned bytes [N, C, H, W] with N = labels.length, at least 1
     * @param labels class of each image, 0 to classNames.size() - 1
     * @param classNames names of the classes in label order
     * @param provenance where the images come from
     * @throws IllegalArgumentException if these do not fit together
     */
    public Dataset(
            String name,
            int channels,
            int height,
            int width,
            byte[] pixels,
            int[] labels,
            List<String> classNames,
            Provenance provenance) {
        this.name = Objects.requireNonNull(name, "name");
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.pixels = pixels;
        this.labels = labels.clone();
        this.rows = IntStream.range(0, labels.length).toArray();
        this.classNames = List.copyOf(classNames);
        this.provenance = Objects.requireNonNull(provenance, "provenance");
        require(channels == 1 || channels == 3, "channels must be 1 (grey) or 3 (red, green, blue), found " + channels);
        require(height >= 1 && width >= 1, "images must have at least one pixel, found " + height + "x" + width);
        require(labels.length >= 1, "a dataset needs at least one image");
        long expected = (long) labels.length * channels * height * width;
        require(
                pixels.length == expected,
                "%d labels of %dx%dx%d images need %d bytes of pixels, found %d"
                        .formatted(labels.length, channels, height, width, expected, pixels.length));
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i];
            require(
                    label >= 0 && label < classNames.size(),
                    "image %d has label %d, expected 0 to %d".formatted(i, label, classNames.size() - 1));
        }
    }

    /** What the images are, for people. */
    public String name() {
        return name;
    }

    /** The name, with {@code [excerpt]} after it where numbers would not be those of the full set. */
    public String title() {
        return provenance.excerpt() ? name + " [excerpt]" : name;
    }

    /** Number of images. */
    public int size() {
        return rows.length;
    }

    /** 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return channels;
    }

    /** Rows of pixels. */
    public int height() {
        return height;
    }

    /** Columns of pixels. */
    public int width() {
        return width;
    }

    /** Names of the classes in label order; a selection keeps all of them. */
    public List<String> classNames() {
        return classNames;
    }

    /** Where the images come from. */
    public Provenance provenance() {
        return provenance;
    }

    /** Class of image i, 0 to classNames().size() - 1. */
    public int label(int i) {
        return labels[checked(i)];
    }

    /** Number of images of each class, in label order. */
    public int[] counts() {
        int[] counts = new int[classNames.size()];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** The bytes of image i, [C, H, W]: a copy. */
    public byte[] pixels(int i) {
        int start = start(checked(i));
        return Arrays.copyOfRange(pixels, start, start + channels * height * width);
    }

    /** Image i as sRGB picture; grey images have three equal channels. */
    public BufferedImage image(int i) {
        int start = start(checked(i));
        int plane = height * width;
        int green = channels == 3 ? plane : 0;
        // Not TYPE_BYTE_GRAY: Java takes its values as linear light and brightens them when the picture is drawn.
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < plane; p++) {
            int at = start + p;
            int rgb = (pixels[at] & 0xff) << 16 | (pixels[at + green] & 0xff) << 8 | (pixels[at + 2 * green] & 0xff);
            image.setRGB(p % width, p / width, rgb);
        }
        return image;
    }

    /**
     * The first n images.
     *
     * @param n 1 to size()
     */
    public Dataset take(int n) {
        require(n >= 1 && n <= size(), "take(%d): %s has 1 to %d images to take".formatted(n, name, size()));
        return selected(IntStream.range(0, n).toArray(), "take(" + n + ")");
    }

    /**
     * The first n images of each class, in the order of this set.
     *
     * @param n at least 1; of a class with fewer images all are taken
     */
    public Dataset takePerClass(int n) {
        require(n >= 1, "takePerClass(%d): expected at least 1".formatted(n));
        int[] taken = new int[classNames.size()];
        int[] indices =
                IntStream.range(0, size()).filter(i -> taken[labels[i]]++ < n).toArray();
        return selected(indices, "takePerClass(" + n + ")");
    }

    /**
     * The images at the given positions, in the given order.
     *
     * @param indices at least one, each 0 to size() - 1; repeats are allowed
     */
    public Dataset subset(int... indices) {
        require(indices.length >= 1, "subset(): expected at least one index");
        return selected(indices, "subset(" + indices.length + " of " + size() + ")");
    }

    /**
     * Smaller images, each pixel the mean of a square of pixels, rounded.
     *
     * @param side of the squares; it must divide height and width
     */
    public Dataset pooled(int side) {
        require(
                side >= 1 && height % side == 0 && width % side == 0,
                "pooled(%d): images of %dx%d do not fall into such squares".formatted(side, height, width));
        int rowsOut = height / side;
        int columnsOut = width / side;
        byte[] small = new byte[Math.multiplyExact(size() * channels, rowsOut * columnsOut)];
        for (int i = 0, to = 0; i < size(); i++) {
            for (int row = 0; row < channels * rowsOut; row++) {
                for (int column = 0; column < columnsOut; column++) {
                    small[to++] = mean(start(i) + row * side * width + column * side, side);
                }
            }
        }
        return new Dataset(
                name,
                channels,
                rowsOut,
                columnsOut,
                small,
                labels,
                classNames,
                provenance.selected("pooled(" + side + ")"));
    }

    private byte mean(int corner, int side) {
        int sum = 0;
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                sum += Byte.toUnsignedInt(pixels[corner + row * width + column]);
            }
        }
        return (byte) Math.round((float) sum / (side * side));
    }

    /**
     * Two disjoint parts that together are this set, each class divided in the same proportion (to the nearest image)
     * and each part in the order of this set.
     *
     * @param fraction of each class that goes to the training part, between 0 and 1, neither included
     * @param seed decides which
     */
    public Split split(double fraction, Seed seed) {
        require(fraction > 0 && fraction < 1, "split(%s): expected a fraction between 0 and 1".formatted(fraction));
        boolean[] training = new boolean[size()];
        for (int c = 0; c < classNames.size(); c++) {
            int label = c;
            int[] members =
                    IntStream.range(0, size()).filter(i -> labels[i] == label).toArray();
            int[] order = seed.split(c).permutation(members.length);
            long chosen = Math.round(fraction * members.length);
            for (int i = 0; i < chosen; i++) {
                training[members[order[i]]] = true;
            }
        }
        int[] train = IntStream.range(0, size()).filter(i -> training[i]).toArray();
        int[] test = IntStream.range(0, size()).filter(i -> !training[i]).toArray();
        require(
                train.length > 0 && test.length > 0,
                "split(%s) of %d images leaves one part empty; take a fraction nearer to 0.5, or more images"
                        .formatted(fraction, size()));
        String step = "split(" + fraction + ", seed " + seed.value() + ")";
        return new Split(selected(train, step + ".train"), selected(test, step + ".test"));
    }

    /** Where the bytes of image i start in {@link #store()}. */
    int start(int i) {
        return rows[i] * channels * height * width;
    }

    /** The bytes of all images this set and its relatives share; not to be changed. */
    byte[] store() {
        return pixels;
    }

    /** The same images under other provenance. */
    Dataset with(Provenance other) {
        return new Dataset(this, rows, labels, other);
    }

    /** The images at these positions, which the step has chosen. */
    Dataset selected(int[] indices, String step) {
        int[] chosenRows = new int[indices.length];
        int[] chosenLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            chosenRows[i] = rows[checked(indices[i])];
            chosenLabels[i] = labels[indices[i]];
        }
        return new Dataset(this, chosenRows, chosenLabels, provenance.selected(step));
    }

    private int checked(int i) {
        if (i < 0 || i >= size()) {
            throw new IndexOutOfBoundsException(
                    "image %d of %s: expected an index of 0 to %d".formatted(i, name, size() - 1));
        }
        return i;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d image%s of %dx%dx%d, %s",
                title(),
                size(),
                size() == 1 ? "" : "s",
                channels,
                height,
                width,
                classes()));
        text.append("\n  from ").append(provenance.place());
        if (!provenance.selection().isEmpty()) {
            text.append("\n  selected by ").append(String.join(", ", provenance.selection()));
        }
        provenance.notes().forEach(note -> text.append("\n  note: ").append(note));
        return text.toString();
    }

    private String classes() {
        int[] counts = counts();
        String number = "%d class%s".formatted(counts.length, counts.length == 1 ? "" : "es");
        if (Arrays.stream(counts).distinct().count() == 1) {
            return number + String.format(Locale.ROOT, " of %,d", counts[0]);
        }
        int shown = 12;
        String listed = IntStream.range(0, Math.min(shown, counts.length))
                .mapToObj(c -> String.format(Locale.ROOT, "%s %,d", classNames.get(c), counts[c]))
                .collect(Collectors.joining(", "));
        return number + " (" + listed + (counts.length > shown ? ", ..." : "") + ")";
    }
}
