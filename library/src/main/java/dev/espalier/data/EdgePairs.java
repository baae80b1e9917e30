package dev.espalier.data;

/**
 * Edges and the grey pictures they were drawn of. An edge is where the magnitude of the Sobel gradient exceeds
 * {@value #THRESHOLD} of its largest value in the picture; beyond the border the nearest pixels go on. Edges are white on
 * black.
 */
public final class EdgePairs {

    /** Part of the largest gradient from which it counts as an edge. */
    public static final double THRESHOLD = 0.35;

    private EdgePairs() {}

    /** Both parts as pairs. */
    public static PairSplit of(Split grey) {
        return new PairSplit(of(grey.train()), of(grey.test()));
    }

    /** Both parts as pairs with a black border on all sides. */
    public static PairSplit of(Split grey, int border) {
        return of(new Split(padded(grey.train(), border), padded(grey.test(), border)));
    }

    /**
     * A picture's edges, and the picture.
     *
     * @throws IllegalArgumentException if the pictures are in colour
     */
    public static ImagePairs of(Dataset grey) {
        if (grey.channels() != 1) {
            throw new IllegalArgumentException("edges are drawn of grey images, but those of %s have %d channels"
                    .formatted(grey.name(), grey.channels()));
        }
        int plane = grey.height() * grey.width();
        byte[] edges = new byte[Math.multiplyExact(grey.size(), plane)];
        for (int i = 0; i < grey.size(); i++) {
            draw(grey.pixels(i), grey.height(), grey.width(), edges, i * plane);
        }
        return new ImagePairs(made(grey, "edges", edges, grey.height(), grey.width()), grey);
    }

    /** Pictures with black pixels on all four sides. */
    static Dataset padded(Dataset data, int border) {
        if (border < 0) {
            throw new IllegalArgumentException("a border of " + border + " pixels; at least 0");
        }
        if (border == 0) {
            return data;
        }
        int height = data.height() + 2 * border;
        int width = data.width() + 2 * border;
        int planes = data.size() * data.channels();
        byte[] pixels = new byte[Math.multiplyExact(planes, height * width)];
        for (int plane = 0; plane < planes; plane++) {
            int image = data.start(plane / data.channels());
            int from = image + plane % data.channels() * data.height() * data.width();
            int to = (plane * height + border) * width + border;
            for (int y = 0; y < data.height(); y++) {
                System.arraycopy(data.store(), from + y * data.width(), pixels, to + y * width, data.width());
            }
        }
        return made(data, "padded(" + border + ")", pixels, height, width);
    }

    private static Dataset made(Dataset of, String how, byte[] pixels, int height, int width) {
        int[] labels = new int[of.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = of.label(i);
        }
        return new Dataset(
                of.name() + " " + how,
                of.channels(),
                height,
                width,
                pixels,
                labels,
                of.classNames(),
                of.provenance().selected(how));
    }

    private static void draw(byte[] image, int height, int width, byte[] edges, int at) {
        int[] squares = new int[height * width];
        int largest = 0;
        for (int y = 0; y < height; y++) {
            int above = Math.max(0, y - 1) * width;
            int here = y * width;
            int below = Math.min(height - 1, y + 1) * width;
            for (int x = 0; x < width; x++) {
                int left = Math.max(0, x - 1);
                int right = Math.min(width - 1, x + 1);
                int dx = smooth(image, above + right, here + right, below + right)
                        - smooth(image, above + left, here + left, below + left);
                int dy = smooth(image, below + left, below + x, below + right)
                        - smooth(image, above + left, above + x, above + right);
                squares[here + x] = dx * dx + dy * dy;
                largest = Math.max(largest, squares[here + x]);
            }
        }
        double threshold = THRESHOLD * THRESHOLD * largest;
        for (int p = 0; p < squares.length; p++) {
            edges[at + p] = (byte) (squares[p] > threshold ? 255 : 0);
        }
    }

    private static int smooth(byte[] image, int before, int middle, int after) {
        return (image[before] & 0xff) + 2 * (image[middle] & 0xff) + (image[after] & 0xff);
    }
}
