package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Isa;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Schedules for {@link ByteConvolutions}: extents of register tiles, and the order of loops. */
final class ByteSchedules {

    private static final List<Integer> VECTORS = List.of(1, 2, 3, 4, 6, 8);
    private static final int TILES = 12;

    /** Registers besides those of sums and weights: for a pixel, and for what products are made of in several steps. */
    private static final int PIXEL = 1;

    private static final int STEPS = 5;

    /** Work of a tile besides its terms, in products of a vector: the call, and for each sum its rescaling. */
    private static final double CALL = 25;

    private static final double SUM = 7;

    private static final double PACKED_SUM = 4;

    /** Work of a term besides its products: the offset and the loop, and loads of weights. */
    private static final double TERM = 1;

    private static final double WEIGHT = 0.3;

    /** Cycles until a sum can be added to again. */
    private static final int LATENCY = 5;

    private ByteSchedules() {}

    /** A tile and about how many cycles the convolution takes in such tiles. */
    private record Choice(Tile tile, double cycles) {}

    static List<Schedule> of(ByteConvolution conv, Target target) {
        int allVectors = (conv.filters() + target.lanes() - 1) / target.lanes();
        List<Choice> choices = new ArrayList<>();
        for (int vectors : VECTORS) {
            if (vectors <= allVectors) {
                long terms = ByteBlocks.of(conv, vectors * target.lanes()).total();
                add(conv, allVectors, vectors, terms, target, choices);
            }
        }
        Set<Schedule> schedules = new LinkedHashSet<>();
        List<Choice> best = choices.stream()
                .sorted(Comparator.comparingDouble(Choice::cycles))
                .limit(TILES)
                .toList();
        // Weights that stay in the cache may be read again for each row of tiles, and then what that reads stays too.
        // So do
        // the pixels that are written, of which a block of filters writes a part.
        long images = conv.image().bytes() + conv.output().floats() * Float.BYTES;
        boolean outer = conv.weights().length > target.l2Bytes() / 2 || images < target.l2Bytes() / 2;
        best.forEach(choice -> schedules.add(schedule(choice.tile(), outer)));
        best.forEach(choice -> schedules.add(schedule(choice.tile(), !outer)));
        return List.copyOf(schedules);
    }

    private static void add(
            ByteConvolution conv, int allVectors, int vectors, long terms, Target target, List<Choice> choices) {
        boolean single = target.isa() == Isa.NEON
                || target.features().contains("avx512_vnni")
                || target.features().contains("avx_vnni");
        int most = (target.isa().registers() - vectors - (single ? PIXEL : STEPS)) / vectors;
        double sum = LaneOrder.of(conv.rescaling(), vectors, target).packed() ? PACKED_SUM : SUM;
        int width = conv.outSize().width();
        int height = conv.outSize().height();
        TreeSet<Integer> extents = new TreeSet<>();
        for (int parts = 1; parts <= width; parts++) {
            int columns = (width + parts - 1) / parts;
            if (columns <= most) {
                extents.add(columns);
            }
        }
        for (int columns : extents.descendingSet().stream().limit(4).toList()) {
            for (int rows = 1; rows * columns <= most && rows <= height; rows++) {
                Tile tile = Tile.of(allVectors, vectors, height, rows, width, columns);
                choices.add(new Choice(tile, cycles(tile, terms, sum)));
            }
        }
    }

    private static double cycles(Tile tile, long terms, double sum) {
        double cycles = 0;
        for (int rows : tile.down().sizes()) {
            for (int columns : tile.across().sizes()) {
                int pixels = rows * columns;
                int sums = pixels * tile.vectors();
                double loads = pixels + tile.vectors();
                double term = Math.max(Math.max(sums, loads), LATENCY) + WEIGHT * tile.vectors() + TERM;
                double one = tile.blocks() * (CALL + sum * sums) + terms * term;
                cycles += one * tile.down().count(rows) * tile.across().count(columns);
            }
        }
        return cycles;
    }

    private static Schedule schedule(Tile tile, boolean outer) {
        return new Schedule(
                ByteConvolutions.NAME,
                Map.of(
                        "columns",
                        tile.across().size(),
                        "outer",
                        outer ? 1 : 0,
                        "rows",
                        tile.down().size(),
                        "vectors",
                        tile.vectors()));
    }
}
