package dev.espalier.compile.kernel;

import java.util.ArrayList;
import java.util.List;

/** Functions for all forms of tiles a result falls into, and the choice among them where they are called. */
final class TileForms {

    private TileForms() {}

    /** The function's name for tiles of so many vectors, rows and columns. */
    static String name(int vectors, int rows, int columns) {
        return Code.NAME + "_" + vectors + "_" + rows + "_" + columns;
    }

    /**
     * Calls the function for the tile whose variables are {@code block}, {@code down} and {@code across}.
     *
     * @param arguments what is passed, in parentheses and with a semicolon
     * @param vectors of all blocks but the last, and of the last, or of all
     */
    static void call(CText c, Tile tile, String arguments, List<Integer> vectors) {
        String otherwise = "";
        for (int i = 0; i < vectors.size(); i++) {
            for (int rows : tile.down().sizes()) {
                for (int columns : tile.across().sizes()) {
                    List<String> conditions = new ArrayList<>();
                    if (i < vectors.size() - 1) {
                        conditions.add("block < " + (tile.blocks() - 1));
                    }
                    if (isLarger(tile.down(), rows)) {
                        conditions.add("down < " + tile.down().full());
                    }
                    if (isLarger(tile.across(), columns)) {
                        conditions.add("across < " + tile.across().full());
                    }
                    String condition = conditions.isEmpty() ? "" : "if (" + String.join(" && ", conditions) + ") ";
                    c.line(otherwise + condition + name(vectors.get(i), rows, columns) + arguments);
                    otherwise = "else ";
                }
            }
        }
    }

    private static boolean isLarger(Span span, int size) {
        return span.sizes().size() > 1 && size == span.size();
    }
}
