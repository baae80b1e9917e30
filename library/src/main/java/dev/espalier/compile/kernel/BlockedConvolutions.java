package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import java.util.List;

/**
 * Convolutions between images with vectors of channels. Blocks of filters are in registers at a tile of pixels; each has a
 * list of the terms that some of its filters reads, so that weights that are zero in a whole block cost nothing, be they
 * patterns, punched blocks, channels or taps. A linear layer is the case of one pixel.
 *
 * <p>In depthwise convolutions a block is one vector of channels, and its terms are taps.
 */
final class BlockedConvolutions implements Family {

    static final String NAME = "blocks";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof Convolution conv) || !suits(conv)) {
            return List.of();
        }
        return BlockedSchedules.of(flattened(conv), target);
    }

    /** About how many cycles the best guess takes; infinite if these kernels do not suit. */
    static double cycles(Convolution conv, Target target) {
        return suits(conv)
                ? BlockedSchedules.choices(flattened(conv), target).get(0).cycles()
                : Double.POSITIVE_INFINITY;
    }

    @Override
    public List<Schedule> byRows(Task task, Target target) {
        return task instanceof Convolution conv && suits(conv) ? BlockedSchedules.byRows(conv, target) : List.of();
    }

    private static boolean suits(Convolution conv) {
        return conv.image() instanceof Blocked image
                && conv.output() instanceof Blocked
                && conv.further().stream().allMatch(Blocked.class::isInstance)
                && conv.top() <= image.halo()
                && conv.left() <= image.halo()
                && (conv.outSize().height() - 1) * conv.stride().height()
                                - conv.top()
                                + conv.reach().height()
                        <= conv.size().height() + image.halo()
                && (conv.outSize().width() - 1) * conv.stride().width()
                                - conv.left()
                                + conv.reach().width()
                        <= conv.size().width() + image.halo();
    }

    /** Whether each filter reads the channel of its own number. */
    static boolean depthwise(Convolution conv) {
        return conv.groups() == conv.channels() && conv.filters() == conv.channels();
    }

    /** Its filters in blocks of so many. */
    static FilterBlocks blocks(Convolution conv, int height) {
        return depthwise(conv) ? FilterBlocks.lanewise(conv, height) : FilterBlocks.of(conv, height);
    }

    /** A convolution of pixels by themselves as one of an image with a single row, which falls into fewer odd tiles. */
    static Convolution flattened(Convolution conv) {
        boolean pixels = conv.kernel().area() == 1
                && conv.stride().area() == 1
                && conv.size().equals(conv.outSize())
                && conv.top() == 0
                && conv.left() == 0
                && conv.inputs().stream().allMatch(layout -> ((Blocked) layout).halo() == 0)
                && ((Blocked) conv.output()).halo() == 0;
        if (!pixels) {
            return conv;
        }
        Size2d row = new Size2d(1, conv.size().area());
        return new Convolution(
                conv.channels(),
                row,
                conv.filters(),
                conv.kernel(),
                conv.stride(),
                conv.dilation(),
                0,
                0,
                row,
                conv.groups(),
                conv.weights(),
                conv.bias(),
                conv.formula(),
                flat(conv.image()),
                conv.further().stream().map(BlockedConvolutions::flat).toList(),
                flat(conv.output()));
    }

    private static Layout flat(Layout layout) {
        Blocked image = (Blocked) layout;
        return new Blocked(image.channels(), 1, image.height() * image.width(), image.lanes(), 0);
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        boolean byRows = schedule.knobs().containsKey(BlockedSchedules.BY_ROWS);
        Convolution conv = byRows ? (Convolution) task : flattened((Convolution) task);
        Blocked image = (Blocked) conv.image();
        Blocked output = (Blocked) conv.output();
        List<Blocked> further = conv.further().stream().map(Blocked.class::cast).toList();
        int lanes = output.lanes();
        boolean lanewise = depthwise(conv);
        Tile tile = tile(conv, schedule);
        Data data = new Data();
        boolean skip = schedule.knob("skip") == 1;
        Borders borders = skip ? Borders.of(conv, tile) : Borders.ignored(tile);
        FilterBlocks blocks = blocks(conv, tile.vectors() * lanes);
        int bias = (skip ? blocks.inOrderOfPositions() : blocks)
                .pack(
                        data,
                        lanes,
                        borders.kernel(),
                        (channel, row, column) -> channel / lanes * image.planePitch()
                                + (lanewise ? 0 : channel % lanes)
                                + row * conv.dilation().height() * image.rowPitch()
                                + column * conv.dilation().width() * lanes);

        TileCalls calls = new TileCalls(
                tile,
                output,
                further,
                conv.formula(),
                new TileCalls.Reading(
                        conv.stride().width() * lanes,
                        conv.stride().height() * image.rowPitch(),
                        lanewise,
                        schedule.knob("ahead")),
                borders,
                bias);
        CText c = CText.function();
        int run = Math.min(schedule.knob("run"), tile.tiles());
        int runs = (tile.tiles() + run - 1) / run;
        c.share("turn", (long) runs * tile.blocks() * run);
        // The last run may be shorter than the others.
        c.line("long tile = turn / " + (long) tile.blocks() * run + " * " + run + " + turn % " + run + ";");
        c.line("if (tile >= " + tile.tiles() + ") continue;");
        c.line("long block = turn / " + run + " % " + tile.blocks() + ";");
        c.line("long down = tile / " + tile.across().parts() + ", across = tile % "
                + tile.across().parts() + ";");
        calls.call(
                c,
                "in[0] + " + image.pixel(-conv.top(), -conv.left()) + " + row * "
                        + conv.stride().height() * image.rowPitch() + " + column * "
                        + conv.stride().width() * lanes);
        return new Code(calls.functions() + c.end(), data, 0);
    }

    private static Tile tile(Convolution conv, Schedule schedule) {
        return Tile.of(
                ((Blocked) conv.output()).blocks(),
                schedule.knob("vectors"),
                conv.outSize().height(),
                schedule.knob("rows"),
                conv.outSize().width(),
                schedule.knob("columns"));
    }
}
