package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The function for one form of tile of a convolution of bytes: sums of vectors of filters at a box of pixels, in registers,
 * over the terms of a block of filters.
 *
 * @param conv the convolution
 * @param vectors of filters
 * @param rows of pixels
 * @param columns of pixels
 * @param start where each filter's first summand is in the data, in bytes
 * @param small whether neighbouring products sum up to 16 bits
 * @param skipping whether rows of taps outside of the image may be left out
 * @param rescaling what becomes of the sums
 */
record ByteTile(
        ByteConvolution conv,
        int vectors,
        int rows,
        int columns,
        int start,
        boolean small,
        boolean skipping,
        RescalingText rescaling) {

    String name() {
        return TileForms.name(vectors, rows, columns);
    }

    /**
     * Parameters: the window of the first pixel, the data, the block's entry, its first vector, the first row of pixels, and
     * the results.
     */
    String text() {
        CText c = new CText();
        c.open("static void " + name() + "(const byte *x, const char *data, const int *entry, long first,"
                + " long row, " + rescaling.parameters() + ")");
        c.line("const int *offset = (const int *)(data + entry[0] * " + Data.ALIGNMENT + "L);");
        c.line("const char *w = data + entry[1] * " + Data.ALIGNMENT + "L;");
        c.line("const int *start = (const int *)(data + " + start + ") + first * VL;");
        for (int m = 0; m < vectors; m++) {
            List<String> sums = new ArrayList<>();
            for (int pixel = 0; pixel < rows * columns; pixel++) {
                sums.add(sum(m, pixel) + " = LOADI(start + " + m + " * VL)");
            }
            c.line("vi " + String.join(", ", sums) + ";");
        }
        terms(c);
        c.open("for (long k = begin; k < end; k++)");
        c.line("const byte *p = x + offset[k];");
        for (int m = 0; m < vectors; m++) {
            c.line("vi w" + m + " = LOADI(w + " + m + " * 4 * VL);");
        }
        c.line("w += " + vectors + " * 4 * VL;");
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                pixel(c, row, column);
            }
        }
        c.close();
        results(c);
        return c.end();
    }

    /** From where to where terms are summed up: those of rows of taps that lie above or below the image add nothing. */
    private void terms(CText c) {
        int taps = conv.kernel().height();
        if (!skipping) {
            c.line("long begin = 0, end = entry[" + (ByteBlocks.TERMS + taps) + "];");
            return;
        }
        int stride = conv.stride().height();
        int apart = conv.dilation().height();
        c.line("long above = (" + (conv.top() - (rows - 1) * stride + apart - 1) + " - row * " + stride + ") / " + apart
                + ";");
        c.line("long below = (" + (conv.size().height() - 1 + conv.top() + apart) + " - row * " + stride + ") / "
                + apart + ";");
        c.line("above = above < 0 ? 0 : above > " + taps + " ? " + taps + " : above;");
        c.line("below = below < above ? above : below > " + taps + " ? " + taps + " : below;");
        c.line("long begin = entry[" + ByteBlocks.TERMS + " + above], end = entry[" + ByteBlocks.TERMS + " + below];");
        c.line("w += begin * " + vectors + " * 4 * VL;");
    }

    private static String sum(int m, int pixel) {
        return "s" + m + "_" + pixel;
    }

    private void pixel(CText c, int row, int column) {
        Bytes image = conv.image();
        int place = row * conv.stride().height() * image.rowPitch()
                + column * conv.stride().width() * image.lanes();
        StringBuilder line = new StringBuilder("{ vi x4 = v_four(p + " + place + ");");
        for (int m = 0; m < vectors; m++) {
            line.append(small ? " DOT_SMALL(" : " DOT(")
                    .append(sum(m, row * columns + column))
                    .append(", x4, w")
                    .append(m)
                    .append(");");
        }
        c.line(line + " }");
    }

    /** Rescales in a loop: unrolled, its code would be many times that of the sums. */
    private void results(CText c) {
        rescaling.begin(c, vectors, "first");
        if (conv.rescaling().result() instanceof Rescaling.Sums) {
            for (int pixel = 0; pixel < rows * columns; pixel++) {
                int at = pixel;
                List<String> sums =
                        IntStream.range(0, vectors).mapToObj(m -> sum(m, at)).toList();
                rescaling.pixel(c, sums, "first", Integer.toString(pixel / columns), Integer.toString(pixel % columns));
            }
            return;
        }
        int pixels = rows * columns;
        c.line("vi sums[" + pixels * vectors + "];");
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int m = 0; m < vectors; m++) {
                c.line("sums[" + (pixel * vectors + m) + "] = " + sum(m, pixel) + ";");
            }
        }
        c.loop("i", rows);
        c.loop("j", columns);
        c.line("const vi *s = sums + (i * " + columns + " + j) * " + vectors + ";");
        List<String> sums =
                IntStream.range(0, vectors).mapToObj(m -> "s[" + m + "]").toList();
        rescaling.pixel(c, sums, "first", "i", "j");
        c.close().close();
    }
}
