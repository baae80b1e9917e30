package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Schedules for {@link BlockedConvolutions}: extents of register tiles, and how many of them share a block's weights. */
final class BlockedSchedules {

    /** The knob of schedules that compute row by row. */
    static final String BY_ROWS = "band";

    private static final int MOST = 40;
    private static final int TILES = 16;
    private static final int FEW_TILES = 16;

    private BlockedSchedules() {}

    static List<Schedule> of(Convolution conv, Target target) {
        List<TileChoice> choices = choices(conv, target);
        List<Schedule> schedules = new ArrayList<>();
        for (TileChoice choice : choices) {
            schedules.add(schedule(choice, guess(conv, choice, target), target));
        }
        for (TileChoice choice : choices) {
            for (int run :
                    List.of(1, choice.tile().across().parts(), choice.tile().tiles())) {
                schedules.add(schedule(choice, run, target));
            }
        }
        return schedules.stream().distinct().limit(MOST).toList();
    }

    /** Schedules whose tiles are one row high and take turns row by row. */
    static List<Schedule> byRows(Convolution conv, Target target) {
        return candidates(conv, target, Integer.MAX_VALUE).stream()
                .filter(choice -> choice.rows() == 1)
                .sorted(Comparator.comparingDouble(TileChoice::cycles))
                .limit(TILES)
                .map(choice -> {
                    Schedule usual = schedule(choice, choice.tile().across().parts(), target);
                    Map<String, Integer> knobs = new TreeMap<>(usual.knobs());
                    knobs.put(BY_ROWS, 1);
                    return new Schedule(usual.family(), knobs);
                })
                .toList();
    }

    /** Tiles, best guess first, with and without products with the zeros around the image. */
    static List<TileChoice> choices(Convolution conv, Target target) {
        return candidates(conv, target, TILES).stream()
                .sorted(Comparator.comparingDouble(TileChoice::cycles))
                .limit(TILES)
                .toList();
    }

    private static List<TileChoice> candidates(Convolution conv, Target target, int most) {
        List<TileChoice> all = new ArrayList<>(TileChoice.of(conv, target, false, most));
        boolean borders = conv.inputs().stream().anyMatch(layout -> ((Blocked) layout).halo() > 0);
        if (borders && conv.kernel().area() > 1 && Borders.suit(conv)) {
            all.addAll(TileChoice.of(conv, target, true, most));
        }
        return all;
    }

    /** Tiles that follow each other with the same weights. */
    private static int guess(Convolution conv, TileChoice choice, Target target) {
        Tile tile = choice.tile();
        // Weights that stay in the cache may be read for each few tiles again; then what those read stays in it too.
        long image = conv.image().floats() * Float.BYTES;
        if (choice.bytes(target) > target.l2Bytes() / 2 || image <= target.l2Bytes() / 4) {
            return tile.tiles();
        }
        long perRow = Math.max(1, image / tile.down().parts());
        long rows = Math.max(1, target.l2Bytes() / 8 / perRow);
        return (int) Math.min(tile.tiles(), rows * tile.across().parts());
    }

    private static Schedule schedule(TileChoice choice, int run, Target target) {
        Tile tile = choice.tile();
        // Few tiles for each pass over weights that come from far: the processor's own fetching comes too late.
        boolean stream = choice.bytes(target) > target.l2Bytes() / 2 && tile.tiles() <= FEW_TILES;
        int ahead = stream ? Math.max(1, 64 / tile.vectors()) : 0;
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
                        "skip",
                        choice.skip() ? 1 : 0,
                        "vectors",
                        tile.vectors()));
    }
}
