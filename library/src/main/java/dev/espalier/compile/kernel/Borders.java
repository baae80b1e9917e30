package dev.espalier.compile.kernel;

import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;

/**
 * Which pixels of which tiles a tap of the kernel reads inside the image. Products with the zeros around small images are
 * a good part of all: a sixth of those of a 3x3 kernel on 7x7 pixels, more than half on 2x2.
 *
 * @param kernel taps that are told apart; 1x1 if borders are not looked at
 * @param down stretches of tiles in order of rows
 * @param across the same for columns
 */
record Borders(Size2d kernel, List<Stretch> down, List<Stretch> across) {

    private static final int MOST_TAPS = 30;

    Borders {
        down = List.copyOf(down);
        across = List.copyOf(across);
    }

    /**
     * Neighbouring tiles, along one axis, that are alike.
     *
     * @param end the tile after the last of them
     * @param count how many
     * @param inside for each row or column of a tile a bit for each of the kernel's taps that reads inside the image
     */
    record Stretch(int end, int count, List<Integer> inside) {

        int size() {
            return inside.size();
        }

        private boolean reads(int position, int tap) {
            return (inside.get(position) >> tap & 1) != 0;
        }
    }

    /**
     * Taps after each other, column by column of the kernel, that read inside the image at the same pixels of a tile.
     *
     * @param first of them
     * @param end the tap after the last
     * @param pixels of the tile, counted row by row
     */
    record Run(int first, int end, List<Integer> pixels) {}

    /** All taps are taken alike; what they read outside is zero. */
    static Borders ignored(Tile tile) {
        return new Borders(
                Size2d.square(1),
                stretches(tile.down(), (position, tap) -> true, 1),
                stretches(tile.across(), (position, tap) -> true, 1));
    }

    /** The borders of a convolution. */
    static Borders of(Convolution conv, Tile tile) {
        return new Borders(
                conv.kernel(),
                stretches(
                        tile.down(),
                        (position, tap) -> inside(
                                position * conv.stride().height()
                                        - conv.top()
                                        + tap * conv.dilation().height(),
                                conv.size().height()),
                        conv.kernel().height()),
                stretches(
                        tile.across(),
                        (position, tap) -> inside(
                                position * conv.stride().width()
                                        - conv.left()
                                        + tap * conv.dilation().width(),
                                conv.size().width()),
                        conv.kernel().width()));
    }

    private static boolean inside(int place, int length) {
        return place >= 0 && place < length;
    }

    /** Whether a kernel's taps can be told apart. */
    static boolean suit(Convolution conv) {
        return Math.max(conv.kernel().height(), conv.kernel().width()) <= MOST_TAPS;
    }

    private interface Reads {
        boolean inside(int position, int tap);
    }

    private static List<Stretch> stretches(Span span, Reads reads, int taps) {
        List<Stretch> stretches = new ArrayList<>();
        int position = 0;
        for (int part = 0; part < span.parts(); part++) {
            List<Integer> inside = new ArrayList<>();
            for (int i = 0; i < (part < span.full() ? span.size() : span.size() - 1); i++) {
                int bits = 0;
                for (int tap = 0; tap < taps; tap++) {
                    bits |= reads.inside(position, tap) ? 1 << tap : 0;
                }
                inside.add(bits);
                position++;
            }
            int last = stretches.size() - 1;
            if (last >= 0 && stretches.get(last).inside().equals(inside)) {
                stretches.set(last, new Stretch(part + 1, stretches.get(last).count() + 1, inside));
            } else {
                stretches.add(new Stretch(part + 1, 1, inside));
            }
        }
        return stretches;
    }

    /** The runs of a tile; taps that read nothing inside are left out. */
    List<Run> runs(Stretch rows, Stretch columns) {
        List<Run> runs = new ArrayList<>();
        int height = kernel.height();
        for (int tap = 0; tap < kernel.area(); tap++) {
            List<Integer> pixels = new ArrayList<>();
            for (int p = 0; p < rows.size() * columns.size(); p++) {
                if (rows.reads(p / columns.size(), tap % height) && columns.reads(p % columns.size(), tap / height)) {
                    pixels.add(p);
                }
            }
            int last = runs.size() - 1;
            if (last >= 0
                    && runs.get(last).end() == tap
                    && runs.get(last).pixels().equals(pixels)) {
                runs.set(last, new Run(runs.get(last).first(), tap + 1, pixels));
            } else if (!pixels.isEmpty()) {
                runs.add(new Run(tap, tap + 1, pixels));
            }
        }
        return runs;
    }

    /** Products with vectors that the code of all tiles has, which is what compiling it takes. */
    int products(int vectors) {
        int products = 0;
        for (Stretch rows : down) {
            for (Stretch columns : across) {
                products += vectors
                        * runs(rows, columns).stream()
                                .mapToInt(run -> run.pixels().size())
                                .sum();
            }
        }
        return products;
    }
}
