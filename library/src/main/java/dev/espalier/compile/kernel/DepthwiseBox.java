package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The function for one form of box of a depthwise convolution of bytes: sums of a block of channels at a box of pixels, in
 * registers. Each byte that the box reads is loaded once, for all windows that cover it.
 *
 * <p>Where a block's vectors are packed, four bytes of a row of a window and their weights are multiplied and summed up at
 * once, and elsewhere one.
 *
 * @param conv the convolution
 * @param order of channels in vectors
 * @param vectors of the block
 * @param rows of pixels
 * @param columns of pixels
 * @param start where each channel's first summand is in the data, in bytes
 * @param rescaling what becomes of the sums
 */
record DepthwiseBox(
        ByteConvolution conv, LaneOrder order, int vectors, int rows, int columns, int start, RescalingText rescaling) {

    /** Vectors of weights of a block of so many vectors. */
    static int weights(ByteConvolution conv, LaneOrder order, int vectors) {
        return conv.kernel().height() * perRow(conv, order) * vectors;
    }

    private static int perRow(ByteConvolution conv, LaneOrder order) {
        int width = conv.kernel().width();
        return order.packed() ? (width + Bytes.TOGETHER - 1) / Bytes.TOGETHER : width;
    }

    /** What a box reads. */
    static Size2d read(ByteConvolution conv, int rows, int columns) {
        return new Size2d(
                (rows - 1) * conv.stride().height()
                        + (conv.kernel().height() - 1) * conv.dilation().height()
                        + 1,
                (columns - 1) * conv.stride().width()
                        + (conv.kernel().width() - 1) * conv.dilation().width()
                        + 1);
    }

    /** Appends the weights: [blocks][rows of taps][taps or fours of a row][vectors][lanes]. */
    static int pack(ByteConvolution conv, LaneOrder order, Data data) {
        int lanes = order.lanes();
        int width = conv.kernel().width();
        List<Integer> packed = new ArrayList<>();
        for (int first = 0; first < order.all(); first += order.vectors()) {
            int last = Math.min(order.all(), first + order.vectors());
            for (int row = 0; row < conv.kernel().height(); row++) {
                for (int of = 0; of < perRow(conv, order); of++) {
                    for (int place = first * lanes; place < last * lanes; place++) {
                        int channel = order.channel(place);
                        if (!order.packed()) {
                            packed.add(weight(conv, channel, row, of));
                            continue;
                        }
                        int four = 0;
                        for (int i = Bytes.TOGETHER - 1; i >= 0; i--) {
                            int column = of * Bytes.TOGETHER + i;
                            four = four << Byte.SIZE | (column < width ? weight(conv, channel, row, column) & 255 : 0);
                        }
                        packed.add(four);
                    }
                }
            }
        }
        return data.ints(packed.stream().mapToInt(Integer::intValue).toArray());
    }

    private static int weight(ByteConvolution conv, int channel, int row, int column) {
        return channel < conv.filters() ? conv.weight(channel, channel, row, column) : 0;
    }

    /** Whether no two products that are summed up at once, the first or the last of a four, need more than 16 bits. */
    private boolean isSmall() {
        int width = conv.kernel().width();
        for (int channel = 0; channel < conv.filters(); channel++) {
            for (int row = 0; row < conv.kernel().height(); row++) {
                for (int column = 0; column < width; column += 2) {
                    int next = column + 1 < width ? conv.weight(channel, channel, row, column + 1) : 0;
                    if (!ByteBlocks.isSmall(conv.weight(channel, channel, row, column), next)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Parameters: the first pixel's window, the data, the block's weights, its first vector, and the results. */
    String text() {
        CText c = new CText();
        c.open("static void " + TileForms.name(vectors, rows, columns)
                + "(const byte *x, const char *data, const int *w, long first, " + rescaling.parameters() + ")");
        c.line("const int *start = (const int *)(data + " + start + ") + first * VL;");
        for (int pixel = 0; pixel < rows * columns; pixel++) {
            for (int m = 0; m < vectors; m++) {
                c.line("vi " + sum(pixel, m) + " = LOADI(start + " + m + " * VL);");
            }
        }
        String dot = isSmall() ? "DOT_SMALL(" : "DOT(";
        for (int y = 0; y < read(conv, rows, columns).height(); y++) {
            List<Integer> covering = covering(y);
            if (order.packed() && !covering.isEmpty()) {
                c.open("");
                fours(c, y, covering, dot);
                c.close();
            } else {
                bytes(c, y, covering);
            }
        }
        results(c);
        return c.end();
    }

    private static String sum(int pixel, int m) {
        return "s" + pixel + "_" + m;
    }

    /** The rows of pixels whose windows cover a row that the box reads. */
    private List<Integer> covering(int y) {
        return IntStream.range(0, rows)
                .filter(row -> covers(
                        y - row * conv.stride().height(),
                        conv.kernel().height(),
                        conv.dilation().height()))
                .boxed()
                .toList();
    }

    private static boolean covers(int offset, int taps, int apart) {
        return offset >= 0 && offset % apart == 0 && offset / apart < taps;
    }

    /** The row of taps that a row of pixels reads a row of bytes with. */
    private int tap(int row, int y) {
        return (y - row * conv.stride().height()) / conv.dilation().height();
    }

    /** All products with a row of bytes, one by one. */
    private void bytes(CText c, int y, List<Integer> covering) {
        for (int x = 0; x < read(conv, rows, columns).width(); x++) {
            StringBuilder line = new StringBuilder();
            for (int row : covering) {
                for (int column = 0; column < columns; column++) {
                    int offset = x - column * conv.stride().width();
                    if (covers(offset, conv.kernel().width(), conv.dilation().width())) {
                        int tap = tap(row, y) * conv.kernel().width()
                                + offset / conv.dilation().width();
                        line.append(
                                " DOT_SHORT(" + sum(row * columns + column, 0) + ", b, LOADI(w + " + tap + " * VL));");
                    }
                }
            }
            if (!line.isEmpty()) {
                c.line("{ vi b = BYTES(x + " + place(y, x) + ");" + line + " }");
            }
        }
    }

    private int place(int y, int x) {
        return y * conv.image().rowPitch() + x * conv.image().lanes();
    }

    /** All products with a row of bytes, four at once: bytes of neighbouring pixels become fours of one channel each. */
    private void fours(CText c, int y, List<Integer> covering, String dot) {
        int pieces = perRow(conv, order);
        TreeSet<Integer> loaded = new TreeSet<>();
        TreeSet<String> paired = new TreeSet<>();
        for (int column = 0; column < columns; column++) {
            for (int piece = 0; piece < pieces; piece++) {
                int[] x = four(column, piece);
                for (int one : x) {
                    if (loaded.add(one)) {
                        c.line("vi x" + one + " = FOURS_" + vectors + "(x + " + place(y, one) + ");");
                    }
                }
                String first = pair(c, x[0], x[1], paired);
                String second = pair(c, x[2], x[3], paired);
                StringBuilder line = new StringBuilder();
                for (int m = 0; m < vectors; m++) {
                    String half = m < 2 ? "l" : "h";
                    line.append("{ vi four = v_" + (m % 2 == 0 ? "low" : "high") + "_shorts(" + half + first + ", "
                            + half + second + ");");
                    for (int row : covering) {
                        int weight = (tap(row, y) * pieces + piece) * vectors + m;
                        line.append(" " + dot + sum(row * columns + column, m) + ", four, LOADI(w + " + weight
                                + " * VL));");
                    }
                    line.append(" } ");
                }
                c.line(line.toString().strip());
            }
        }
    }

    /** The columns that a four of a row of taps meets; beyond the last tap, of weight 0, that of the last. */
    private int[] four(int column, int piece) {
        return IntStream.range(0, Bytes.TOGETHER)
                .map(i -> Math.min(piece * Bytes.TOGETHER + i, conv.kernel().width() - 1))
                .map(tap ->
                        column * conv.stride().width() + tap * conv.dilation().width())
                .toArray();
    }

    /** Pairs the bytes of two columns, unless that was done before, and gives what its variables end in. */
    private String pair(CText c, int a, int b, TreeSet<String> paired) {
        String name = a + "_" + b;
        if (paired.add(name)) {
            c.line("vi l" + name + " = v_low_bytes(x" + a + ", x" + b + ");");
            if (vectors > 2) {
                c.line("vi h" + name + " = v_high_bytes(x" + a + ", x" + b + ");");
            }
        }
        return name;
    }

    private void results(CText c) {
        int pixels = rows * columns;
        c.line("vi sums[" + pixels * vectors + "];");
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int m = 0; m < vectors; m++) {
                c.line("sums[" + (pixel * vectors + m) + "] = " + sum(pixel, m) + ";");
            }
        }
        rescaling.begin(c, vectors, "first");
        c.loop("i", rows);
        c.loop("j", columns);
        c.line("const vi *s = sums + (i * " + columns + " + j) * " + vectors + ";");
        List<String> sums =
                IntStream.range(0, vectors).mapToObj(m -> "s[" + m + "]").toList();
        rescaling.pixel(c, sums, "first", "i", "j");
        c.close().close();
    }
}
