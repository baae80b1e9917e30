package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.target.Isa;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Register tiles for a convolution into an image with vectors of channels.
 *
 * @param tile how the result falls into them
 * @param skip whether products with the zeros around the image are left out
 * @param taps that all blocks of filters go through
 * @param cycles about how many they take
 */
record TileChoice(Tile tile, boolean skip, long taps, double cycles) {

    private static final List<Integer> VECTORS = List.of(1, 2, 3, 4, 6, 8);

    /** Work of a step besides its products, in products of a vector: the offset and the loop. */
    private static final double STEP = 0.5;

    /** The same for each vector of weights and for each pixel. */
    private static final double WEIGHT = 0.15;

    private static final double PIXEL = 0.02;

    /** Cycles until a vector of weights comes from the second cache, which most have to. */
    private static final double STREAM = 2.7;

    /** The same where a vector is a quarter of a line of the cache. */
    private static final double ARM_STREAM = STREAM / 4;

    /** Products that take as long as a load: ARM processors begin about as many of the one as of the other. */
    private static final double ARM_LOAD = 1;

    /** Registers for pixels: with fewer, compilers for ARM put sums away in the loop over the steps. */
    private static final int ARM_PIXELS = 4;

    /** Cycles that each vector of weights waits in addition if they do not stay in the second cache. */
    private static final double PASS = 0.5;

    /** Work of a tile besides its steps, in products of a vector: the call; and for each sum its bias and its store. */
    private static final double CALL = 25;

    private static final double SUM = 1.0;

    /** Work of a loop over steps besides them: that its end is not foreseen. */
    private static final double RUN = 12;

    /** Cycles until a sum can be added to again. */
    private static final int LATENCY = 4;

    int rows() {
        return tile.down().size();
    }

    int columns() {
        return tile.across().size();
    }

    /** Bytes of the weights that all blocks read. */
    long bytes(Target target) {
        return taps * tile.vectors() * target.lanes() * Float.BYTES;
    }

    /** Products with vectors in the code of one function; more take long to compile. */
    private static final int MOST_PRODUCTS = 1500;

    /** The same for the virtual machine's compiler, which the network waits for while it runs. */
    private static final int MOST_PRODUCTS_OF_JAVA = 150;

    /**
     * At most so many choices, best guess first.
     *
     * @param skip whether products with the zeros around the image are left out
     */
    static List<TileChoice> of(Convolution conv, Target target, boolean skip, int most) {
        List<TileChoice> choices = new ArrayList<>();
        for (int vectors : BlockedConvolutions.depthwise(conv) ? List.of(1) : VECTORS) {
            if (vectors <= ((Blocked) conv.output()).blocks()) {
                long taps = BlockedConvolutions.blocks(conv, vectors * target.lanes())
                        .total();
                add(conv, vectors, target, choices, taps, skip);
            }
        }
        return choices.stream()
                .sorted(Comparator.comparingDouble(TileChoice::cycles))
                .distinct()
                .limit(most)
                .toList();
    }

    private static void add(
            Convolution conv, int vectors, Target target, List<TileChoice> choices, long taps, boolean skip) {
        // A register for each vector of weights, and those for what they are multiplied by.
        int most = (target.registers() - vectors - (target.isa() == Isa.NEON ? ARM_PIXELS : 1)) / vectors;
        int width = conv.outSize().width();
        TreeSet<Integer> extents = new TreeSet<>();
        for (int parts = 1; parts <= width; parts++) {
            int columns = (width + parts - 1) / parts;
            if (columns <= most) {
                extents.add(columns);
            }
        }
        int height = conv.outSize().height();
        for (int columns : extents.descendingSet().stream().limit(4).toList()) {
            for (int rows = 1; rows * columns <= most && rows <= height; rows++) {
                Tile tile = Tile.of(((Blocked) conv.output()).blocks(), vectors, height, rows, width, columns);
                Borders borders = skip ? Borders.of(conv, tile) : Borders.ignored(tile);
                int products = target.isJava() ? MOST_PRODUCTS_OF_JAVA : MOST_PRODUCTS;
                if (!skip || borders.products(vectors) <= products) {
                    choices.add(new TileChoice(
                            tile, skip, taps, cycles(tile, borders, taps, target) + passes(tile, taps, target)));
                }
            }
        }
    }

    private static double cycles(Tile tile, Borders borders, long taps, Target target) {
        boolean arm = target.isa() == Isa.NEON;
        double stream = arm ? ARM_STREAM : STREAM;
        double cycles = 0;
        double perPosition = (double) taps / borders.kernel().area();
        for (Borders.Stretch down : borders.down()) {
            for (Borders.Stretch across : borders.across()) {
                double one = tile.blocks() * (CALL + SUM * down.size() * across.size() * tile.vectors());
                for (Borders.Run run : borders.runs(down, across)) {
                    int pixels = run.pixels().size();
                    int sums = down.size() * across.size() * tile.vectors();
                    double busy = Math.max(pixels * tile.vectors(), (double) LATENCY / TileBody.sets(sums));
                    double loads = arm ? ARM_LOAD * (tile.vectors() + pixels) : 0;
                    double step = Math.max(Math.max(busy, loads), stream * tile.vectors())
                            + WEIGHT * tile.vectors()
                            + PIXEL * pixels
                            + STEP;
                    one += perPosition * (run.end() - run.first()) * step + tile.blocks() * RUN;
                }
                cycles += one * down.count() * across.count();
            }
        }
        return cycles;
    }

    /** Work of going through weights that no cache holds once more for each tile. */
    private static double passes(Tile tile, long taps, Target target) {
        double vectors = (double) taps * tile.vectors();
        return vectors * target.lanes() * Float.BYTES > target.l2Bytes() ? PASS * vectors * tile.tiles() : 0;
    }
}
