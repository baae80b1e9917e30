package dev.espalier.compile.network;

import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.lower.Band;
import dev.espalier.compile.lower.Bands;
import dev.espalier.compile.lower.Call;
import dev.espalier.compile.lower.NetworkSource;
import dev.espalier.compile.lower.Program;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.runtime.Network;
import dev.espalier.compile.runtime.NetworkNeeds;
import dev.espalier.compile.schedule.ScheduleBook;
import dev.espalier.compile.target.Target;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures the calls of each possible {@link Band} on one thread, one after the other and in turns of some rows, and keeps the
 * bands that win. More threads gain more, as they wait for each other less often. The forms take turns on the machine, and
 * each counts by its median turn: memory that others use as well is what bands are for.
 *
 * @param backEnd that compiles the forms
 * @param target this machine
 * @param book what was found before, and is not measured again
 * @param choice the schedule of each call outside of bands
 */
record BandSearch(BackEnd backEnd, Target target, ScheduleBook book, Function<Call, Schedule> choice) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Rows of a turn that are tried. */
    private static final List<Integer> ROWS = List.of(1, 2, 4);

    private static final String BAND = "band";
    private static final String ROWS_KNOB = "rows";
    private static final Schedule APART = new Schedule("apart", Map.of());

    private static final int TURNS = 11;
    private static final long TURN_NANOSECONDS = 3_000_000;

    /** Those of the bands that win, with the best number of rows. */
    List<Band> search(Program program, List<Band> bands, Progress progress, Cancellation cancellation) {
        if (bands.isEmpty()) {
            return bands;
        }
        List<Band> kept = new ArrayList<>();
        try (Progress.Task bar = progress.start("search bands", "bands", bands.size())) {
            for (int i = 0; i < bands.size(); i++) {
                if (cancellation.requested()) {
                    throw new CancellationException("the search for bands was stopped after " + i + " of "
                            + bands.size() + "; what it found is kept");
                }
                Schedule best = best(program, bands.get(i), cancellation);
                if (best.family().equals(BAND)) {
                    kept.add(bands.get(i).withRows(best.knob(ROWS_KNOB)));
                }
                bar.at(i + 1, best.toString());
            }
        }
        return kept;
    }

    private Schedule best(Program program, Band band, Cancellation cancellation) {
        String key = target + " band "
                + program.calls().subList(band.first(), band.end()).stream()
                        .map(call -> call.task().signature())
                        .collect(Collectors.joining(" then "));
        Optional<Schedule> known =
                book.find(key).map(ScheduleBook.Entry::schedule).filter(BandSearch::sensible);
        if (known.isPresent()) {
            return known.get();
        }
        List<Schedule> forms = new ArrayList<>(List.of(APART));
        ROWS.forEach(rows -> forms.add(new Schedule(BAND, Map.of(ROWS_KNOB, rows))));
        List<Network> networks = new ArrayList<>();
        try {
            for (Schedule form : forms) {
                networks.add(network(program, band, form, cancellation));
            }
            double[] times = times(networks);
            int best = IntStream.range(0, times.length)
                    .reduce((one, other) -> times[other] < times[one] ? other : one)
                    .orElseThrow();
            book.note(key, new ScheduleBook.Entry(forms.get(best), times[best]));
            return forms.get(best);
        } finally {
            networks.forEach(Network::close);
        }
    }

    private static boolean sensible(Schedule schedule) {
        return schedule.equals(APART)
                || schedule.family().equals(BAND)
                        && schedule.knobs().containsKey(ROWS_KNOB)
                        && schedule.knob(ROWS_KNOB) > 0;
    }

    private Network network(Program program, Band band, Schedule form, Cancellation cancellation) {
        List<Band> bands = form.equals(APART) ? List.of() : List.of(new Band(0, band.calls(), form.knob(ROWS_KNOB)));
        Program alone = Bands.alone(program, band);
        NetworkSource source = NetworkSource.of(alone, target, choice, bands);
        NetworkNeeds needs = new NetworkNeeds(
                source.plan().floats(),
                source.scratch(),
                Bands.inputs(program, band),
                List.of(program.calls().get(band.end() - 1).task().output().floats()));
        String text = source.complete(target, backEnd.header());
        Network network = backEnd.network(BAND, text, source.weights(), needs, 1, cancellation);
        for (int i = 0; i < needs.inputs().size(); i++) {
            fill(network.input(i));
        }
        return network;
    }

    /** Ordinary numbers: zeros, or what is nearly zero, take other times. */
    private static void fill(FloatBuffer numbers) {
        for (int i = 0; i < numbers.capacity(); i++) {
            numbers.put(i, 0.5f + (i % 97) / 194f);
        }
    }

    private static double[] times(List<Network> networks) {
        int[] repeats = new int[networks.size()];
        for (int i = 0; i < repeats.length; i++) {
            networks.get(i).warmUp();
            repeats[i] = (int) Math.max(1, TURN_NANOSECONDS / Math.max(1, time(networks.get(i), 1)));
        }
        double[][] turns = new double[networks.size()][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < turns.length; i++) {
                turns[i][turn] = (double) time(networks.get(i), repeats[i]) / repeats[i];
            }
        }
        return Arrays.stream(turns)
                .mapToDouble(all -> Arrays.stream(all).sorted().toArray()[TURNS / 2])
                .toArray();
    }

    private static long time(Network network, int repeats) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < repeats; i++) {
            network.run();
        }
        return THREADS.getCurrentThreadCpuTime() - start;
    }
}
