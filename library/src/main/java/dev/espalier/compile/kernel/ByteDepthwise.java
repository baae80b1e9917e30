package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Depthwise convolutions of bytes: a block of channels at a box of pixels, in registers. Each byte that the box reads is
 * loaded once, for all windows that cover it.
 *
 * <p>Knobs: {@code rows} and {@code columns} of the box.
 */
final class ByteDepthwise implements Family {

    static final String NAME = "bytes-depthwise";

    private static final int MOST_ROWS = 4;
    private static final int MOST_COLUMNS = 14;
    private static final int CHOICES = 12;

    /** Registers that hold no sum. */
    private static final int OTHERS = 4;

    /** Products in the code of one function; more take long to compile. */
    private static final int MOST_PRODUCTS = 1500;

    /** Cycles of a box besides its products and loads: the call, and for each sum its rescaling. */
    private static final double CALL = 25;

    private static final double SUM = 8;

    private static final double PACKED_SUM = 5;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof ByteConvolution conv) || !conv.fits() || !conv.depthwise()) {
            return List.of();
        }
        LaneOrder order = order(conv, target);
        List<Tile> tiles = new ArrayList<>();
        int registers = target.isa().registers();
        int most = order.packed()
                ? (registers - OTHERS) / order.vectors()
                : registers - Math.min(conv.kernel().area(), registers / 3) - 2;
        for (int rows = 1; rows <= Math.min(MOST_ROWS, conv.outSize().height()); rows++) {
            for (int columns = 1;
                    columns <= Math.min(MOST_COLUMNS, conv.outSize().width());
                    columns++) {
                boolean fits =
                        rows * columns <= most && rows * columns * conv.kernel().area() <= MOST_PRODUCTS;
                if (fits || rows * columns == 1) {
                    tiles.add(tile(conv, order, rows, columns));
                }
            }
        }
        return tiles.stream()
                .sorted(Comparator.comparingDouble(tile -> cycles(conv, order, tile)))
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

    /** Blocks of as many vectors as are packed together, if they are, and else of one. */
    private static LaneOrder order(ByteConvolution conv, Target target) {
        int lanes = target.lanes();
        for (int vectors = LaneOrder.MOST; vectors > 0; vectors--) {
            LaneOrder order = LaneOrder.of(conv.rescaling(), vectors, target);
            if (order.packed() && conv.image().lanes() % (vectors * lanes) == 0 && order.all() % vectors == 0) {
                return order;
            }
        }
        return new LaneOrder(lanes, 1, (conv.filters() + lanes - 1) / lanes, false);
    }

    private static Tile tile(ByteConvolution conv, LaneOrder order, int rows, int columns) {
        return Tile.of(
                order.all(),
                order.vectors(),
                conv.outSize().height(),
                rows,
                conv.outSize().width(),
                columns);
    }

    private static double cycles(ByteConvolution conv, LaneOrder order, Tile tile) {
        int vectors = order.vectors();
        int weights = DepthwiseBox.weights(conv, order, 1);
        double cycles = 0;
        for (int rows : tile.down().sizes()) {
            for (int columns : tile.across().sizes()) {
                Size2d read = DepthwiseBox.read(conv, rows, columns);
                double sums = rows * columns * (weights + (order.packed() ? PACKED_SUM : SUM));
                // Fours are made for each window, of halves that windows share, and bytes are loaded for all of them.
                double bytes = order.packed()
                        ? read.height() * (columns * (vectors + 1.0) + read.width()) / vectors
                        : read.area();
                cycles += (CALL + (sums + bytes) * vectors)
                        * tile.down().count(rows)
                        * tile.across().count(columns);
            }
        }
        return cycles;
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        ByteConvolution conv = (ByteConvolution) task;
        Bytes image = conv.image();
        LaneOrder order = order(conv, target);
        int vectors = order.vectors();
        Tile tile = tile(conv, order, schedule.knob("rows"), schedule.knob("columns"));
        Data data = new Data();
        RescalingText rescaling = new RescalingText(conv.rescaling(), order, conv.largest(), data);
        int[] starts = ByteBlocks.sums(conv, order);
        for (int i = 0; i < starts.length; i++) {
            starts[i] *= -image.zero();
        }
        int start = data.ints(starts);
        int weights = DepthwiseBox.pack(conv, order, data);
        int[] places = new int[tile.blocks()];
        for (int block = 0; block < places.length; block++) {
            places[block] = image.at(block * vectors * order.lanes(), 0, 0) - image.pixel(0, 0);
        }
        int place = data.ints(places);
        StringBuilder functions = new StringBuilder(rescaling.functions());
        for (int rows : tile.down().sizes()) {
            for (int columns : tile.across().sizes()) {
                functions
                        .append(new DepthwiseBox(conv, order, vectors, rows, columns, start, rescaling).text())
                        .append('\n');
            }
        }
        CText c = CText.function();
        int down = tile.down().parts();
        c.share("turn", (long) tile.blocks() * down);
        c.line("long block = turn / " + down + ", down = turn % " + down + ";");
        c.line("const int *w = (const int *)(data + " + weights + ") + block * "
                + DepthwiseBox.weights(conv, order, vectors) + " * VL;");
        c.loop("across", tile.across().parts());
        c.line("long row = " + tile.down().start("down") + ", column = "
                + tile.across().start("across") + ";");
        c.line("const byte *x = (const byte *)in[0] + " + image.pixel(-conv.top(), -conv.left())
                + " + ((const int *)(data + " + place + "))[block] + row * "
                + conv.stride().height() * image.rowPitch() + " + column * "
                + conv.stride().width() * image.lanes() + ";");
        String arguments = "(x, data, w, block * " + vectors + ", " + rescaling.arguments("row", "column") + ");";
        TileForms.call(c, tile, arguments, List.of(vectors));
        return new Code(functions + c.end(), data, 0);
    }
}
