package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Features;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Linear layers over the positions of a sequence, with a position in each lane: one weight, repeated, times vectors of
 * positions. Filters with equal zeros form blocks, so that whatever is zero costs nothing in blocks of any height from 2 or
 * 3 on; single filters load too much for each product to be as fast.
 *
 * <p>Knobs: {@code rows} and {@code vectors} of a tile, {@code chunk}, channels after which the sums are put away to go
 * through the next ones, while these positions stay in the nearest cache (0: all), and {@code across}, whether a block goes
 * over all positions before the next one.
 */
final class PositionConvolutions implements Family {

    static final String NAME = "positions";

    private static final int MOST = 40;

    /** Cycles to enter and leave a tile. */
    private static final double TURN = 20;

    @Override
    public String name() {
        return NAME;
    }

    private record Guess(Schedule schedule, double cycles) {}

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof Convolution work) || !suits(work, target)) {
            return List.of();
        }
        return guesses(work, target).stream().limit(MOST).map(Guess::schedule).toList();
    }

    /** About how many cycles the best guess takes; infinite if these kernels do not suit. */
    static double cycles(Convolution work, Target target) {
        return suits(work, target) ? guesses(work, target).get(0).cycles() : Double.POSITIVE_INFINITY;
    }

    private static List<Guess> guesses(Convolution work, Target target) {
        int vectors = ((Features) work.output()).vectors();
        Map<BitSet, List<Integer>> kinds = AlikeFilters.kinds(work);
        Map<Integer, Long> steps = new HashMap<>();
        List<Guess> guesses = new ArrayList<>();
        for (PositionTile tile : PositionTile.all(target, work.filters(), vectors)) {
            long perPanel = steps.computeIfAbsent(
                    tile.rows(), rows -> AlikeFilters.of(work, kinds, rows).steps());
            int vectorBytes = target.lanes() * Float.BYTES;
            int fitting = target.l1Bytes() * 3 / 4 / (tile.vectors() * vectorBytes);
            for (boolean across : vectors > tile.vectors() ? new boolean[] {true, false} : new boolean[] {false}) {
                guesses.add(guess(work, tile, perPanel, 0, across, fitting, vectors));
                for (int chunk = fitting; chunk < work.channels() && chunk <= 4 * fitting; chunk *= 2) {
                    guesses.add(guess(work, tile, perPanel, chunk, across, fitting, vectors));
                }
            }
        }
        guesses.sort(Comparator.comparingDouble(Guess::cycles));
        return guesses;
    }

    private static boolean suits(Convolution work, Target target) {
        Size2d one = Size2d.square(1);
        return work.image() instanceof Features in
                && work.output() instanceof Features out
                && in.lanes() == target.lanes()
                && out.lanes() == target.lanes()
                && work.kernel().equals(one)
                && work.stride().equals(one)
                && work.top() == 0
                && work.left() == 0
                && work.size().equals(work.outSize())
                && work.further().stream()
                        .allMatch(more -> more instanceof Features features && features.pitch() == out.pitch());
    }

    private static Guess guess(
            Convolution work, PositionTile tile, long steps, int chunk, boolean across, int fitting, int vectors) {
        int chunks = chunk == 0 ? 1 : (work.channels() + chunk - 1) / chunk;
        double blocks = Math.ceil((double) work.filters() / tile.rows());
        boolean far = (chunk == 0 ? work.channels() : chunk) > fitting;
        int whole = vectors / tile.vectors();
        int rest = vectors % tile.vectors();
        double cycles = panel(tile, far, steps, chunks, blocks) * whole;
        if (rest > 0) {
            cycles += panel(new PositionTile(tile.rows(), rest), far, steps, chunks, blocks);
        }
        // Weights pass through the caches once for each panel, or once in all.
        cycles += steps * tile.rows() * 0.1 * (across ? 1 : whole + (rest > 0 ? 1 : 0));
        Map<String, Integer> knobs =
                Map.of("rows", tile.rows(), "vectors", tile.vectors(), "chunk", chunk, "across", across ? 1 : 0);
        return new Guess(new Schedule(NAME, knobs), cycles);
    }

    private static double panel(PositionTile tile, boolean far, long steps, int chunks, double blocks) {
        return steps * tile.cycles(far) + blocks * chunks * (TURN + 2 * tile.rows() * tile.vectors());
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Convolution work = (Convolution) task;
        int rows = schedule.knob("rows");
        AlikeFilters filters = AlikeFilters.of(work, AlikeFilters.kinds(work), rows);
        PositionTile tile = new PositionTile(rows, schedule.knob("vectors"));
        int chunk = schedule.knob("chunk") == 0 ? Math.max(1, work.channels()) : schedule.knob("chunk");
        return new PositionEmission(work, filters, tile, chunk, schedule.knob("across") == 1).code();
    }
}
