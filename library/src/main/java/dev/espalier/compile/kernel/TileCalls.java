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
 * @param borders which taps read inside the image
 * @param bias where the biases are in the data, in bytes; the table of the blocks is at its beginning
 */
record TileCalls(
        Tile tile, Blocked output, List<Blocked> further, Expr formula, Reading reading, Borders borders, int bias) {

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
            for (Borders.Stretch down : borders.down()) {
                for (Borders.Stretch across : borders.across()) {
                    TileBody body = new TileBody(
                            name(v, down, across),
                            v,
                            down.size(),
                            across.size(),
                            borders.runs(down, across),
                            reading,
                            formula,
                            output,
                            further);
                    text.append(body.text()).append('\n');
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
        c.line("const int *entry = (const int *)data + block * " + FilterBlocks.entry(borders.kernel()) + ";");
        c.line("const float *x = " + image + ";");
        c.line("float *y = out + " + place(output) + ";");
        String more = IntStream.rangeClosed(1, further.size())
                .mapToObj(i -> ", in[" + i + "] + " + place(further.get(i - 1)))
                .collect(Collectors.joining());
        String arguments =
                "x, (const float *)(data + entry[1] * " + Data.ALIGNMENT + "L), (const int *)(data + entry[0] * "
                        + Data.ALIGNMENT + "L), entry + 2, (const float *)(data + " + bias + ") + block * "
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
        for (Borders.Stretch down : borders.down()) {
            if (down.end() < tile.down().parts()) {
                c.open("if (down < " + down.end() + ")");
                columns(c, vectors, down, arguments);
                c.close().open("else");
            } else {
                columns(c, vectors, down, arguments);
            }
        }
        for (int i = 1; i < borders.down().size(); i++) {
            c.close();
        }
    }

    private void columns(CText c, int vectors, Borders.Stretch down, String arguments) {
        for (Borders.Stretch across : borders.across()) {
            String condition = across.end() < tile.across().parts() ? "if (across < " + across.end() + ") " : "";
            String otherwise = across.end() > across.count() ? "else " : "";
            c.line(otherwise + condition + name(vectors, down, across) + "(" + arguments + ");");
        }
    }

    private static String name(int vectors, Borders.Stretch down, Borders.Stretch across) {
        return Code.NAME + "_" + vectors + "_" + down.end() + "_" + across.end();
    }

    /** The place of the tile's first pixel in a layout, in C. */
    private String place(Blocked layout) {
        return "block * " + (long) tile.vectors() * layout.planePitch() + "L + " + layout.pixel(0, 0) + " + row * "
                + layout.rowPitch() + " + column * " + layout.lanes();
    }
}
