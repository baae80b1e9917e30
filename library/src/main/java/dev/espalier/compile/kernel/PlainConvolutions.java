package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Convolutions of images with few channels that lie in row order, as a network's input does. The rows that a strip of tiles
 * reads are copied with the zeros around them into scratch memory, where they stay in the fastest cache for all filters.
 *
 * <p>Knobs: {@code vectors} of a block of filters, {@code rows} and {@code columns} of a tile of pixels, and {@code strip},
 * rows of tiles that are copied for at once.
 */
final class PlainConvolutions implements Family {

    static final String NAME = "plain";

    private static final int MOST_CHANNELS = 16;
    private static final int TILES = 10;
    private static final List<Integer> STRIPS = List.of(1, 2, 4);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof Convolution conv) || !suits(conv)) {
            return List.of();
        }
        List<Schedule> schedules = new ArrayList<>();
        for (TileChoice choice : TileChoice.of(conv, target, false, TILES)) {
            List<Integer> strips = STRIPS.stream()
                    .filter(strip -> strip <= choice.tile().down().parts())
                    .sorted((a, b) -> Long.compare(cost(conv, choice, a, target), cost(conv, choice, b, target)))
                    .toList();
            strips.forEach(strip -> schedules.add(schedule(choice, strip)));
        }
        return schedules;
    }

    @Override
    public List<Schedule> byRows(Task task, Target target) {
        if (!(task instanceof Convolution conv) || !suits(conv)) {
            return List.of();
        }
        return TileChoice.of(conv, target, false, Integer.MAX_VALUE).stream()
                .filter(choice -> choice.rows() == 1)
                .limit(TILES)
                .map(choice -> schedule(choice, 1))
                .toList();
    }

    private static Schedule schedule(TileChoice choice, int strip) {
        return new Schedule(
                NAME,
                Map.of(
                        "vectors",
                        choice.tile().vectors(),
                        "rows",
                        choice.rows(),
                        "columns",
                        choice.columns(),
                        "strip",
                        strip));
    }

    private static boolean suits(Convolution conv) {
        return conv.image() instanceof Plain
                && conv.channels() <= MOST_CHANNELS
                && conv.output() instanceof Blocked
                && conv.further().stream().allMatch(Blocked.class::isInstance);
    }

    /** Numbers that are copied, once more if they do not fit the fastest cache. */
    private static long cost(Convolution conv, TileChoice choice, int strip, Target target) {
        int height = choice.tile().down().size() * strip;
        long copied = (long) new Strip(conv, height).rows() * (conv.outSize().height() + height - 1) / height;
        boolean fits = new Strip(conv, height).floats() * Float.BYTES <= target.l1Bytes() * 3L / 4;
        return fits ? copied : 2 * copied;
    }

    /**
     * The copy of what some rows of the result read.
     *
     * @param conv the convolution
     * @param height rows of the result
     */
    private record Strip(Convolution conv, int height) {

        int rows() {
            return (height - 1) * conv.stride().height() + conv.reach().height();
        }

        int columns() {
            return (conv.outSize().width() - 1) * conv.stride().width()
                    + conv.reach().width();
        }

        int pitch() {
            return (columns() + MOST_CHANNELS - 1) / MOST_CHANNELS * MOST_CHANNELS;
        }

        long floats() {
            return (long) conv.channels() * rows() * pitch();
        }

        /** Writes the copying; {@code from} is the first row of the result. */
        void copy(CText c) {
            int left = conv.left();
            int width = conv.size().width();
            int end = Math.min(width, columns() - left);
            c.loop("i", (long) conv.channels() * rows());
            c.line("long source = from * " + conv.stride().height() + " - " + conv.top() + " + i % " + rows() + ";");
            c.line("float *to = scratch + i * " + pitch() + ";");
            c.open("if (source < 0 || source >= " + conv.size().height() + ")");
            c.line("for (long j = 0; j < " + pitch() + "; j += VL) STOREU(to + j, ZERO);");
            c.line("continue;");
            c.close();
            c.line("const float *row = in[0] + (i / " + rows() + " * "
                    + conv.size().height() + " + source) * " + width + ";");
            c.line("for (long j = 0; j < " + left + "; j++) to[j] = 0.0f;");
            c.line("long j = 0;");
            c.line("for (; j + VL <= " + end + "; j += VL) STOREU(to + " + left + " + j, LOADU(row + j));");
            c.line("for (; j < " + end + "; j++) to[" + left + " + j] = row[j];");
            c.line("for (j = " + (left + end) + "; j < " + columns() + "; j++) to[j] = 0.0f;");
            c.close();
        }
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Convolution conv = (Convolution) task;
        Blocked output = (Blocked) conv.output();
        List<Blocked> further = conv.further().stream().map(Blocked.class::cast).toList();
        Tile tile = Tile.of(
                output.blocks(),
                schedule.knob("vectors"),
                conv.outSize().height(),
                schedule.knob("rows"),
                conv.outSize().width(),
                schedule.knob("columns"));
        int perStrip = Math.min(schedule.knob("strip"), tile.down().parts());
        Strip strip = new Strip(conv, perStrip * tile.down().size());
        Borders borders = Borders.ignored(tile);
        Data data = new Data();
        int bias = FilterBlocks.of(conv, tile.vectors() * output.lanes())
                .pack(
                        data,
                        output.lanes(),
                        borders.kernel(),
                        (channel, row, column) ->
                                (channel * strip.rows() + row * conv.dilation().height()) * strip.pitch()
                                        + column * conv.dilation().width());
        TileCalls calls = new TileCalls(
                tile,
                output,
                further,
                conv.formula(),
                new TileCalls.Reading(conv.stride().width(), conv.stride().height() * strip.pitch(), false, 0),
                borders,
                bias);
        CText c = CText.function();
        int parts = tile.down().parts();
        c.share("strip", (parts + perStrip - 1) / perStrip);
        c.line("long first = strip * " + perStrip + ", last = first + " + perStrip + ";");
        c.line("if (last > " + parts + ") last = " + parts + ";");
        c.line("long from = " + tile.down().start("first") + ";");
        strip.copy(c);
        c.loop("block", tile.blocks());
        c.open("for (long down = first; down < last; down++)");
        c.loop("across", tile.across().parts());
        calls.call(
                c,
                "scratch + (row - from) * " + conv.stride().height() * strip.pitch() + " + column * "
                        + conv.stride().width());
        return new Code(calls.functions() + c.end(), data, strip.floats());
    }
}
