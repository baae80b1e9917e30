package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Schedules for {@link BlockedConvolutions}: extents of register tiles, and how many of them share a block's weights. */
final class BlockedSchedules {

    private static final int MOST = 40;
    private static final int TILES = 16;
    private static final List<Integer> VECTORS = List.of(1, 2, 3, 4, 6, 8);

    /** Work of a step besides its products, in products of a vector: the offset, the loop, each load. */
    private static final double STEP = 1.0;

    private static final double LOAD = 0.04;

    /** Work of a tile besides its steps, in products of a vector: the call, and for each sum its bias and its store. */
    private static final double CALL = 25;

    private static final double SUM = 1.0;

    private BlockedSchedules() {}

    private record Choice(Tile tile, int rows, int columns, long taps, double work) {}

    /** What the best guess takes. */
    static double cycles(Convolution conv, Target target) {
        return choices(conv, target).get(0).work();
    }

    private static List<Choice> choices(Convolution conv, Target target) {
        List<Choice> choices = new ArrayList<>();
        for (int vectors : BlockedConvolutions.depthwise(conv) ? List.of(1) : VECTORS) {
            if (vectors <= ((Blocked) conv.output()).blocks()) {
                long taps = BlockedConvolutions.blocks(conv, vectors * target.lanes())
                        .total();
                tiles(conv, vectors, target, choices, taps);
            }
        }
        choices.sort(Comparator.comparingDouble(Choice::work));
        return choices;
    }

    static List<Schedule> of(Convolution conv, Target target) {
        List<Choice> choices = choices(conv, target);
        List<Schedule> schedules = new ArrayList<>();
        for (Choice choice : choices.subList(0, Math.min(TILES, choices.size()))) {
            long bytes = choice.taps() * choice.tile().vectors() * target.lanes() * Float.BYTES;
            schedules.add(schedule(choice, guess(conv, choice, bytes, target), bytes, target));
        }
        int best = schedules.size();
        for (Choice choice : choices.subList(0, Math.min(TILES / 2, choices.size()))) {
            long bytes = choice.taps() * choice.tile().vectors() * target.lanes() * Float.BYTES;
            TreeSet<Integer> runs = new TreeSet<>(
                    List.of(1, choice.tile().across().parts(), choice.tile().tiles()));
            runs.forEach(run -> schedules.add(schedule(choice, run, bytes, target)));
        }
        return schedules.stream().distinct().limit(Math.max(best, MOST)).toList();
    }

    private static void tiles(Convolution conv, int vectors, Target target, List<Choice> choices, long taps) {
        // A register for each vector of weights, and one for what they are multiplied by.
        int most = (target.isa().registers() - vectors - 1) / vectors;
        int width = conv.outSize().width();
        TreeSet<Integer> extents = new TreeSet<>();
        for (int parts = 1; parts <= width; parts++) {
            int columns = (width + parts - 1) / parts;
            if (columns <= most) {
                extents.add(columns);
            }
        }
        for (int columns : extents.descendingSet().stream().limit(4).toList()) {
            for (int rows = 1; rows * columns <= most && rows <= conv.outSize().height(); rows++) {
                Tile tile = tile(conv, vectors, rows, columns);
                choices.add(new Choice(tile, rows, columns, taps, work(tile, taps, vectors)));
            }
        }
    }

    private static Tile tile(Convolution conv, int vectors, int rows, int columns) {
        return Tile.of(
                ((Blocked) conv.output()).blocks(),
                vectors,
                conv.outSize().height(),
                rows,
                conv.outSize().width(),
                columns);
    }

    private static double work(Tile tile, long taps, int vectors) {
        double work = 0;
        Span down = tile.down();
        Span across = tile.across();
        for (int r = 0; r < 2; r++) {
            for (int c = 0; c < 2; c++) {
                long count = (long) (r == 0 ? down.full() : down.parts() - down.full())
                        * (c == 0 ? across.full() : across.parts() - across.full());
                if (count == 0) {
                    continue;
                }
                int pixels = (down.size() - r) * (across.size() - c);
                int sums = pixels * vectors;
                double step = sums + LOAD * (pixels + vectors) + STEP;
                work += count * (taps * step + tile.blocks() * (CALL + SUM * sums));
            }
        }
        return work;
    }

    /** Tiles that follow each other with the same weights. */
    private static int guess(Convolution conv, Choice choice, long bytes, Target target) {
        // Weights that stay in the cache may be read for each few tiles again; then what those read stays in it too.
        if (bytes > target.l2Bytes() / 2) {
            return choice.tile().tiles();
        }
        long image = conv.image().floats() * Float.BYTES;
        if (image <= target.l2Bytes() / 4) {
            return choice.tile().tiles();
        }
        long perRow = Math.max(1, image / choice.tile().down().parts());
        long rows = Math.max(1, target.l2Bytes() / 8 / perRow);
        return (int)
                Math.min(choice.tile().tiles(), rows * choice.tile().across().parts());
    }

    private static Schedule schedule(Choice choice, int run, long bytes, Target target) {
        // Few tiles for each pass over many weights: the processor's own fetching comes too late.
        boolean stream = bytes > target.l2Bytes() && choice.tile().tiles() < 5;
        int ahead = stream ? Math.max(1, 64 / choice.tile().vectors()) : 0;
        return new Schedule(
                BlockedConvolutions.NAME,
                Map.of(
                        "ahead",
                        ahead,
                        "columns",
                        choice.columns(),
                        "rows",
                        choice.rows(),
                        "run",
                        run,
                        "vectors",
                        choice.tile().vectors()));
    }
}
