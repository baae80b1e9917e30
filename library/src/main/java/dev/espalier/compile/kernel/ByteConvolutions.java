package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions of bytes: a vector of filters times four channels of a pixel at a time, summed up in 32 bits. Each block of
 * filters has a list of the fours of channels and taps that some of its filters reads, so that weights that are zero in a
 * whole block and four cost nothing, be they punched blocks, patterns, channels or taps.
 *
 * <p>Knobs: {@code vectors} of a block of filters, {@code rows} and {@code columns} of a tile of pixels, and
 * {@code outer}, whether all tiles of one block follow each other rather than all blocks of one row of tiles.
 */
final class ByteConvolutions implements Family {

    static final String NAME = "bytes";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof ByteConvolution conv && conv.fits() && !conv.depthwise()
                ? ByteSchedules.of(flattened(conv), target)
                : List.of();
    }

    /** A convolution of pixels by themselves as one of an image with a single row, which falls into fewer odd tiles. */
    static ByteConvolution flattened(ByteConvolution conv) {
        List<Layout> layouts = new ArrayList<>(conv.inputs());
        layouts.add(conv.output());
        boolean pixels = conv.kernel().area() == 1
                && conv.stride().area() == 1
                && conv.size().equals(conv.outSize())
                && conv.top() == 0
                && conv.left() == 0
                && layouts.stream().allMatch(layout -> halo(layout) == 0);
        if (!pixels) {
            return conv;
        }
        Size2d row = new Size2d(1, conv.size().area());
        return new ByteConvolution(
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
                conv.rescaling().in(ByteConvolutions::flat),
                (Bytes) flat(conv.image()));
    }

    private static int halo(Layout layout) {
        return layout instanceof Bytes bytes ? bytes.halo() : ((Blocked) layout).halo();
    }

    private static Layout flat(Layout layout) {
        return layout instanceof Bytes image
                ? new Bytes(image.channels(), 1, image.height() * image.width(), image.lanes(), 0, image.zero())
                : flat((Blocked) layout);
    }

    private static Layout flat(Blocked image) {
        return new Blocked(image.channels(), 1, image.height() * image.width(), image.lanes(), 0);
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        ByteConvolution conv = flattened((ByteConvolution) task);
        Bytes image = conv.image();
        int lanes = target.lanes();
        int allVectors = (conv.filters() + lanes - 1) / lanes;
        Tile tile = Tile.of(
                allVectors,
                schedule.knob("vectors"),
                conv.outSize().height(),
                schedule.knob("rows"),
                conv.outSize().width(),
                schedule.knob("columns"));
        Data data = new Data();
        ByteBlocks blocks = ByteBlocks.of(conv, tile.vectors() * lanes);
        int entries = data.ints(new int[tile.blocks() * blocks.entry()]);
        LaneOrder order = LaneOrder.of(conv.rescaling(), tile.vectors(), target);
        RescalingText rescaling = new RescalingText(conv.rescaling(), order, conv.largest(), data);
        int start = data.ints(starts(conv, order, target));
        blocks.pack(data, entries, order);
        boolean small = blocks.isSmall();
        // Only a byte of 0 outside of the image adds 0.
        boolean skipping = less(target) == image.zero() && (conv.top() > 0 || isBelow(conv));
        int lastVectors = allVectors - (tile.blocks() - 1) * tile.vectors();
        StringBuilder functions = new StringBuilder(rescaling.functions());
        List<Integer> vectors = tile.blocks() == 1 || lastVectors == tile.vectors()
                ? List.of(lastVectors)
                : List.of(tile.vectors(), lastVectors);
        for (int v : vectors) {
            for (int rows : tile.down().sizes()) {
                for (int columns : tile.across().sizes()) {
                    functions
                            .append(new ByteTile(conv, v, rows, columns, start, small, skipping, rescaling).text())
                            .append('\n');
                }
            }
        }
        CText c = CText.function();
        int down = tile.down().parts();
        boolean outer = schedule.knob("outer") == 1;
        c.share("turn", (long) tile.blocks() * down);
        c.line("long block = turn " + (outer ? "/ " + down : "% " + tile.blocks()) + ", down = turn "
                + (outer ? "% " + down : "/ " + tile.blocks()) + ";");
        c.loop("across", tile.across().parts());
        c.line("long row = " + tile.down().start("down") + ", column = "
                + tile.across().start("across") + ";");
        c.line("const byte *x = (const byte *)in[0] + " + image.pixel(-conv.top(), -conv.left()) + " + row * "
                + conv.stride().height() * image.rowPitch() + " + column * "
                + conv.stride().width() * image.lanes() + ";");
        String arguments = "(x, data, (const int *)(data + " + entries + ") + block * " + blocks.entry() + ", block * "
                + tile.vectors() + ", row, " + rescaling.arguments("row", "column") + ");";
        TileForms.call(c, tile, arguments, vectors);
        return new Code(functions + c.end(), data, 0);
    }

    /** Whether windows reach below the image. */
    private static boolean isBelow(ByteConvolution conv) {
        return (conv.outSize().height() - 1) * conv.stride().height()
                        - conv.top()
                        + (conv.kernel().height() - 1) * conv.dilation().height()
                >= conv.size().height();
    }

    /** What each filter's sum begins with, so that bytes count for their levels. */
    private static int[] starts(ByteConvolution conv, LaneOrder order, Target target) {
        int[] starts = ByteBlocks.sums(conv, order);
        for (int i = 0; i < starts.length; i++) {
            starts[i] *= less(target) - conv.image().zero();
        }
        return starts;
    }

    /** How much less bytes are than they stand for, where products are of signed bytes alone. */
    private static int less(Target target) {
        return target.features().contains("asimddp") && !target.features().contains("i8mm") ? Bytes.MIDDLE : 0;
    }
}
