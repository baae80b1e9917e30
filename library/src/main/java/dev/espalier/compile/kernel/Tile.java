package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import java.util.List;

/**
 * How the result of a convolution falls into register tiles.
 *
 * @param vectors of filters in a block
 * @param blocks vectors of filters cut into blocks of at most that many
 * @param down rows of pixels cut into tiles
 * @param across columns of pixels cut into tiles
 */
record Tile(int vectors, int blocks, Span down, Span across) {

    static Tile of(int allVectors, int vectors, int height, int rows, int width, int columns) {
        return new Tile(
                vectors,
                (allVectors + vectors - 1) / vectors,
                Span.ofAtMost(height, rows),
                Span.ofAtMost(width, columns));
    }

    /** Tiles of the plane. */
    int tiles() {
        return down.parts() * across.parts();
    }

    /**
     * Writes the functions for all forms of tiles, before the function that calls them.
     *
     * @param body gives the text of a tile's function from its name, vectors, rows and columns
     * @param lastVectors vectors of the last block of filters
     */
    void functions(StringBuilder to, int lastVectors, Body body) {
        for (int v : lastVectors == vectors ? List.of(vectors) : List.of(vectors, lastVectors)) {
            for (int rows : sizes(down)) {
                for (int columns : sizes(across)) {
                    if (v == lastVectors || blocks > 1) {
                        to.append(body.text(name(v, rows, columns), v, rows, columns))
                                .append('\n');
                    }
                }
            }
        }
    }

    /** Calls the function of the tile whose variables are {@code block}, {@code down} and {@code across}. */
    void call(CText c, int lastVectors, String arguments) {
        if (lastVectors != vectors && blocks > 1) {
            c.open("if (block < " + (blocks - 1) + ")");
            callRows(c, vectors, arguments);
            c.close().open("else");
            callRows(c, lastVectors, arguments);
            c.close();
        } else {
            callRows(c, lastVectors, arguments);
        }
    }

    private void callRows(CText c, int v, String arguments) {
        if (down.full() == down.parts()) {
            callColumns(c, v, down.size(), arguments);
            return;
        }
        c.open("if (down < " + down.full() + ")");
        callColumns(c, v, down.size(), arguments);
        c.close().open("else");
        callColumns(c, v, down.size() - 1, arguments);
        c.close();
    }

    private void callColumns(CText c, int v, int rows, String arguments) {
        String call = name(v, rows, across.size()) + "(" + arguments + ");";
        if (across.full() == across.parts()) {
            c.line(call);
            return;
        }
        c.line("if (across < " + across.full() + ") " + call);
        c.line("else " + name(v, rows, across.size() - 1) + "(" + arguments + ");");
    }

    private static List<Integer> sizes(Span span) {
        return span.full() == span.parts() ? List.of(span.size()) : List.of(span.size(), span.size() - 1);
    }

    private static String name(int vectors, int rows, int columns) {
        return Code.NAME + "_" + vectors + "x" + rows + "x" + columns;
    }

    /** The place of the tile's first pixel in a layout, in C. */
    String place(Blocked layout) {
        return "block * " + (long) vectors * layout.planePitch() + "L + " + layout.pixel(0, 0) + " + row * "
                + layout.rowPitch() + " + column * " + layout.lanes();
    }

    /** Writes a tile's function. */
    interface Body {
        String text(String function, int vectors, int rows, int columns);
    }
}
