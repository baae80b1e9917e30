package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The functions for all forms of a convolution's tiles, and their calls.
 *
 * @param tile how the result falls into tiles
 * @param output where the result goes
 * @param further where the formula's inputs are
 * @param formula what becomes of the sums
 * @param reading how the image is read
 * @param bias where the biases are in the data, in bytes; the table of the blocks is at its beginning
 */
record TileCalls(Tile tile, Blocked output, List<Blocked> further, Expr formula, Reading reading, int bias) {

    /**
     * How a tile reads the image.
     *
     * @param pixelStep numbers from what a pixel reads to what the next one on its right reads
     * @param rowStep numbers from what a pixel reads to what the one below it reads
     * @param lanewise whether each lane has an image of its own, as in depthwise convolutions
     * @param ahead steps by which weights are fetched ahead, or 0
     */
    record Reading(int pixelStep, int rowStep, boolean lanewise, int ahead) {}

    private int lastVectors() {
        return output.blocks() - (tile.blocks() - 1) * tile.vectors();
    }

    /** The functions' text. */
    String functions() {
        StringBuilder text = new StringBuilder();
        List<Integer> vectors = tile.blocks() == 1 || lastVectors() == tile.vectors()
                ? List.of(lastVectors())
                : List.of(tile.vectors(), lastVectors());
        for (int v : vectors) {
            for (int rows : tile.down().sizes()) {
                for (int columns : tile.across().sizes()) {
                    text.append(new TileBody(
                                            name(v, rows, columns), v, rows, columns, reading, formula, output, further)
                                    .text())
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    /**
     * Writes the call for the tile whose variables are {@code block}, {@code down} and {@code across}.
     *
     * @param image where the first pixel reads, in C, with the variables {@code row} and {@code column} of the pixel
     */
    void call(CText c, String image) {
        c.line("long row = " + tile.down().start("down") + ", column = "
                + tile.across().start("across") + ";");
        c.line("const int *entry = (const int *)data + block * " + FilterBlocks.ENTRY + ";");
        c.line("const float *x = " + image + ";");
        c.line("float *y = out + " + place(output) + ";");
        String more = IntStream.rangeClosed(1, further.size())
                .mapToObj(i -> ", in[" + i + "] + " + place(further.get(i - 1)))
                .collect(Collectors.joining());
        String arguments =
                "x, (const float *)(data + entry[2] * " + Data.ALIGNMENT + "L), (const int *)(data + entry[1] * "
                        + Data.ALIGNMENT + "L), entry[0], (const float *)(data + " + bias + ") + block * "
                        + tile.vectors() * output.lanes() + ", y" + more;
        if (lastVectors() != tile.vectors() && tile.blocks() > 1) {
            c.open("if (block < " + (tile.blocks() - 1) + ")");
            rows(c, tile.vectors(), arguments);
            c.close().open("else");
            rows(c, lastVectors(), arguments);
            c.close();
        } else {
            rows(c, lastVectors(), arguments);
        }
    }

    private void rows(CText c, int vectors, String arguments) {
        Span down = tile.down();
        if (down.sizes().size() == 1) {
            columns(c, vectors, down.size(), arguments);
            return;
        }
        c.open("if (down < " + down.full() + ")");
        columns(c, vectors, down.size(), arguments);
        c.close().open("else");
        columns(c, vectors, down.size() - 1, arguments);
        c.close();
    }

    private void columns(CText c, int vectors, int rows, String arguments) {
        Span across = tile.across();
        String call = name(vectors, rows, across.size()) + "(" + arguments + ");";
        if (across.sizes().size() == 1) {
            c.line(call);
            return;
        }
        c.line("if (across < " + across.full() + ") " + call);
        c.line("else " + name(vectors, rows, across.size() - 1) + "(" + arguments + ");");
    }

    private static String name(int vectors, int rows, int columns) {
        return Code.NAME + "_" + vectors + "x" + rows + "x" + columns;
    }

    /** The place of the tile's first pixel in a layout, in C. */
    private String place(Blocked layout) {
        return "block * " + (long) tile.vectors() * layout.planePitch() + "L + " + layout.pixel(0, 0) + " + row * "
                + layout.rowPitch() + " + column * " + layout.lanes();
    }
}
