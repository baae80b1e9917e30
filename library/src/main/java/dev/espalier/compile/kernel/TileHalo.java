package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Tiled;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What surrounds a plane's tiles: the edges of their neighbours, moved over by a lane, and zeros where there is none. */
final class TileHalo {

    private TileHalo() {}

    /** A function that fills the halo of one plane, given its first vector. */
    static String function(String name, Tiled layout) {
        int pitch = layout.rowPitch();
        int lanes = layout.lanes();
        int rows = layout.rows();
        int columns = layout.columns();
        int halo = layout.halo();
        int across = layout.across();
        CText c = new CText();
        c.open("static void " + name + "(float *y)");
        c.loop("j", columns);
        for (int k = 1; k <= halo; k++) {
            String above = shift(layout, lane -> lane >= across ? lane - across : -1);
            String below = shift(layout, lane -> lane + across < lanes ? lane + across : -1);
            move(c, -k * pitch + " + j * VL", (rows - k) * pitch + " + j * VL", above);
            move(c, (rows - 1 + k) * pitch + " + j * VL", (k - 1) * pitch + " + j * VL", below);
        }
        c.close();
        c.open("for (long i = " + -halo + "; i < " + (rows + halo) + "; i++)");
        for (int k = 1; k <= halo; k++) {
            String left = shift(layout, lane -> lane % across > 0 ? lane - 1 : -1);
            String right = shift(layout, lane -> lane % across < across - 1 ? lane + 1 : -1);
            move(c, "i * " + pitch + " - " + k * lanes, "i * " + pitch + " + " + (columns - k) * lanes, left);
            move(
                    c,
                    "i * " + pitch + " + " + (columns - 1 + k) * lanes,
                    "i * " + pitch + " + " + (k - 1) * lanes,
                    right);
        }
        return c.end();
    }

    private static void move(CText c, String to, String from, String shuffle) {
        c.line("STORE(y + " + to + ", __builtin_shufflevector(LOAD(y + " + from + "), ZERO, " + shuffle + "));");
    }

    /** Lane numbers of the source, beyond the last lane for zero. */
    private static String shift(Tiled layout, IntUnaryOperator source) {
        int lanes = layout.lanes();
        return IntStream.range(0, lanes)
                .map(lane -> {
                    int from = source.applyAsInt(lane);
                    return from < 0 ? lanes : from;
                })
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
    }
}
