package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Depthwise convolutions of bytes: a vector of channels at a box of pixels, in registers. Each byte that the box reads is
 * loaded once, for all windows that cover it.
 *
 * <p>Knobs: {@code rows} and {@code columns} of the box.
 */
final class ByteDepthwise implements Family {

    static final String NAME = "bytes-depthwise";

    private static final int MOST_ROWS = 4;
    private static final int MOST_COLUMNS = 14;
    private static final int CHOICES = 12;

    /** Products in the code of one function; more take long to compile. */
    private static final int MOST_PRODUCTS = 1500;

    /** Cycles of a box besides its products and loads: the call, and for each sum its rescaling. */
    private static final double CALL = 25;

    private static final double SUM = 8;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof ByteConvolution conv) || !conv.fits() || !conv.depthwise()) {
            return List.of();
        }
        List<Tile> tiles = new ArrayList<>();
        int most = target.isa().registers()
                - Math.min(conv.kernel().area(), target.isa().registers() / 3)
                - 2;
        for (int rows = 1; rows <= Math.min(MOST_ROWS, conv.outSize().height()); rows++) {
            for (int columns = 1;
                    columns <= Math.min(MOST_COLUMNS, conv.outSize().width());
                    columns++) {
                boolean fits =
                        rows * columns <= most && rows * columns * conv.kernel().area() <= MOST_PRODUCTS;
                if (fits || rows * columns == 1) {
                    tiles.add(tile(conv, rows, columns, target));
                }
            }
        }
        return tiles.stream()
                .sorted(Comparator.comparingDouble(tile -> cycles(conv, tile)))
                .map(tile -> new Schedule(
                        NAME,
                        Map.of(
                                "rows",
                                tile.down().size(),
                                "columns",
                                tile.across().size())))
                .distinct()
                .limit(CHOICES)
                .toList();
    }

    private static Tile tile(ByteConvolution conv, int rows, int columns, Target target) {
        int vectors = (conv.filters() + target.lanes() - 1) / target.lanes();
        return Tile.of(vectors, 1, conv.outSize().height(), rows, conv.outSize().width(), columns);
    }

    private static double cycles(ByteConvolution conv, Tile tile) {
        double cycles = 0;
        for (int rows : tile.down().sizes()) {
            for (int columns : tile.across().sizes()) {
                Size2d read = read(conv, rows, columns);
                double one = CALL + rows * columns * (conv.kernel().area() + SUM) + read.area();
                cycles += one * tile.down().count(rows) * tile.across().count(columns);
            }
        }
        return cycles;
    }

    /** What a box reads. */
    private static Size2d read(ByteConvolution conv, int rows, int columns) {
        return new Size2d(
                (rows - 1) * conv.stride().height()
                        + (conv.kernel().height() - 1) * conv.dilation().height()
                        + 1,
                (columns - 1) * conv.stride().width()
                        + (conv.kernel().width() - 1) * conv.dilation().width()
                        + 1);
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        ByteConvolution conv = (ByteConvolution) task;
        Bytes image = conv.image();
        int lanes = target.lanes();
        Tile tile = tile(conv, schedule.knob("rows"), schedule.knob("columns"), target);
        Data data = new Data();
        RescalingText rescaling = new RescalingText(conv.rescaling(), lanes, conv.largest(), data);
        int[] starts = ByteBlocks.sums(conv, lanes);
        for (int i = 0; i < starts.length; i++) {
            starts[i] *= -image.zero();
        }
        int start = data.ints(starts);
        int weights = data.ints(weights(conv, lanes));
        int[] places = new int[tile.blocks()];
        for (int vector = 0; vector < places.length; vector++) {
            places[vector] = image.at(vector * lanes, 0, 0) - image.pixel(0, 0);
        }
        int place = data.ints(places);
        StringBuilder functions = new StringBuilder(rescaling.functions());
        for (int rows : tile.down().sizes()) {
            for (int columns : tile.across().sizes()) {
                functions
                        .append(function(conv, rows, columns, start, weights, rescaling))
                        .append('\n');
            }
        }
        CText c = CText.function();
        int down = tile.down().parts();
        c.share("turn", (long) tile.blocks() * down);
        c.line("long block = turn / " + down + ", down = turn % " + down + ";");
        c.loop("across", tile.across().parts());
        c.line("long row = " + tile.down().start("down") + ", column = "
                + tile.across().start("across") + ";");
        c.line("const byte *x = (const byte *)in[0] + " + image.pixel(-conv.top(), -conv.left())
                + " + ((const int *)(data + " + place + "))[block] + row * "
                + conv.stride().height() * image.rowPitch() + " + column * "
                + conv.stride().width() * image.lanes() + ";");
        TileForms.call(c, tile, "(x, data, block, " + rescaling.arguments("row", "column") + ");", List.of(1));
        return new Code(functions + c.end(), data, 0);
    }

    /** [vectors][taps][lanes]. */
    private static int[] weights(ByteConvolution conv, int lanes) {
        int area = conv.kernel().area();
        int[] weights = new int[(conv.filters() + lanes - 1) / lanes * lanes * area];
        for (int i = 0; i < conv.weights().length; i++) {
            int filter = i / area;
            weights[(filter / lanes * area + i % area) * lanes + filter % lanes] = conv.weights()[i];
        }
        return weights;
    }

    private static String function(
            ByteConvolution conv, int rows, int columns, int start, int weights, RescalingText rescaling) {
        CText c = new CText();
        int area = conv.kernel().area();
        c.open("static void " + TileForms.name(1, rows, columns) + "(const byte *x, const char *data, long first, "
                + rescaling.parameters() + ")");
        c.line("const int *w = (const int *)(data + " + weights + ") + first * " + area + " * VL;");
        c.line("const int *start = (const int *)(data + " + start + ") + first * VL;");
        for (int pixel = 0; pixel < rows * columns; pixel++) {
            c.line("vi s" + pixel + " = LOADI(start);");
        }
        for (int tap = 0; tap < area; tap++) {
            c.line("vi w" + tap + " = LOADI(w + " + tap + " * VL);");
        }
        Size2d read = read(conv, rows, columns);
        for (int y = 0; y < read.height(); y++) {
            for (int x = 0; x < read.width(); x++) {
                products(c, conv, rows, columns, y, x);
            }
        }
        c.line("vi sums[" + rows * columns + "];");
        for (int pixel = 0; pixel < rows * columns; pixel++) {
            c.line("sums[" + pixel + "] = s" + pixel + ";");
        }
        rescaling.begin(c, 1, "first");
        c.loop("i", rows);
        c.loop("j", columns);
        rescaling.pixel(c, List.of("sums[i * " + columns + " + j]"), "first", "i", "j");
        return c.end();
    }

    /** All products with the byte at a place, counted from the first window's. */
    private static void products(CText c, ByteConvolution conv, int rows, int columns, int y, int x) {
        StringBuilder line = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            int i = y - row * conv.stride().height();
            for (int column = 0; column < columns; column++) {
                int j = x - column * conv.stride().width();
                if (covers(i, conv.kernel().height(), conv.dilation().height())
                        && covers(j, conv.kernel().width(), conv.dilation().width())) {
                    int tap = i / conv.dilation().height() * conv.kernel().width()
                            + j / conv.dilation().width();
                    line.append(" DOT_SHORT(s")
                            .append(row * columns + column)
                            .append(", b, w")
                            .append(tap)
                            .append(");");
                }
            }
        }
        if (line.length() > 0) {
            c.line("{ vi b = BYTES(x + "
                    + (y * conv.image().rowPitch() + x * conv.image().lanes()) + ");" + line + " }");
        }
    }

    private static boolean covers(int offset, int taps, int apart) {
        return offset >= 0 && offset % apart == 0 && offset / apart < taps;
    }
}
