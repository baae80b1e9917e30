package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Tiled;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Convolutions with a vector of pixels in each register: a vector of the image times one weight, repeated. Every filter, or
 * every few filters, go through a list of taps of their own, so that zeros need no pattern at all; kernels that share one
 * share the reading of the image. Filters take turns within a block of input channels whose pixels stay in the fastest cache
 * (the filter-kernel order of PatDNN, arXiv 2001.00138, section 5.2, with the patterns of a kernel unrolled into the list).
 *
 * <p>Knobs: {@code filters} that go through one list, {@code rows} and {@code columns} of vectors held in registers, and
 * {@code channels} of a block.
 */
final class TileConvolutions implements Family {

    static final String NAME = "tiles";

    private static final int MOST = 24;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof Convolution work) || !suits(work, target)) {
            return List.of();
        }
        return choices(work, target).stream().limit(MOST).map(Choice::schedule).toList();
    }

    /** About how many cycles the best guess takes; infinite if these kernels do not suit. */
    static double cycles(Convolution work, Target target) {
        return suits(work, target) ? choices(work, target).get(0).cycles() : Double.POSITIVE_INFINITY;
    }

    private record Choice(Schedule schedule, double cycles) {}

    private static List<Choice> choices(Convolution work, Target target) {
        Tiled out = (Tiled) work.output();
        Map<Integer, Long> taps = new HashMap<>();
        List<Choice> choices = new ArrayList<>();
        for (PixelTile tile : PixelTile.all(target, work.filters(), out.rows(), out.columns())) {
            if (Integer.bitCount(tile.vectors()) != 1) {
                continue;
            }
            long total = taps.computeIfAbsent(
                    tile.vectors(), filters -> FilterBlocks.of(work, filters).total());
            int channels = channels(work, tile, target);
            int blocks = (work.channels() + channels - 1) / channels;
            // Every sum is stored, and taken up again for each further block of channels.
            double sums = (double) work.filters() * out.rows() * out.columns() * (2 * blocks - 1);
            choices.add(new Choice(schedule(tile, channels), total * tile.cycles(out.rows(), out.columns()) + sums));
        }
        choices.sort(Comparator.comparingDouble(Choice::cycles));
        return choices;
    }

    /** As many channels as leave half of the fastest cache to weights and sums. */
    private static int channels(Convolution work, PixelTile tile, Target target) {
        if (work.groups() > 1) {
            // Every filter reads few channels anyway.
            return work.channels();
        }
        int rows = (tile.rows() - 1) * work.stride().height()
                + reach(work.kernel().height(), work.dilation().height());
        int columns = (tile.columns() - 1) * work.stride().width()
                + reach(work.kernel().width(), work.dilation().width());
        int bytes = rows * columns * target.lanes() * Float.BYTES;
        int fitting = Math.max(1, target.l1Bytes() / 2 / bytes);
        int blocks = (work.channels() + fitting - 1) / fitting;
        return (work.channels() + blocks - 1) / blocks;
    }

    private static int reach(int kernel, int dilation) {
        return (kernel - 1) * dilation + 1;
    }

    private static Schedule schedule(PixelTile tile, int channels) {
        return new Schedule(
                NAME,
                Map.of(
                        "filters", tile.vectors(),
                        "rows", tile.rows(),
                        "columns", tile.columns(),
                        "channels", channels));
    }

    private static boolean suits(Convolution work, Target target) {
        if (!(work.output() instanceof Tiled out && work.image() instanceof Tiled in)) {
            return false;
        }
        boolean sameCut = in.down() == out.down()
                && in.across() == out.across()
                && in.rows() == out.rows() * work.stride().height()
                && in.columns() == out.columns() * work.stride().width()
                && out.lanes() == target.lanes();
        int below = reach(work.kernel().height(), work.dilation().height())
                - work.top()
                - work.stride().height();
        int beside = reach(work.kernel().width(), work.dilation().width())
                - work.left()
                - work.stride().width();
        int halo = Math.max(Math.max(work.top(), work.left()), Math.max(below, beside));
        return sameCut
                && in.halo() >= halo
                && out.halo() <= Math.min(out.rows(), out.columns())
                && work.further().stream()
                        .allMatch(layout -> layout instanceof Tiled more
                                && more.down() == out.down()
                                && more.across() == out.across());
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        return new TileEmission((Convolution) task, schedule, target).code();
    }
}
