package dev.espalier.compile.schedule;

import dev.espalier.compile.kernel.Code;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.Prelude;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.runtime.Kernels;
import dev.espalier.compile.target.Target;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * Measures the schedules of each distinct piece of work on this machine and takes the fastest. Candidates take turns, and
 * each counts by its fastest turn, so that whatever else the machine does in between spoils none of them; time is the
 * thread's processor time.
 *
 * @param backEnd that compiles the candidates
 * @param target this machine
 * @param book what was found before, and is not measured again
 * @param most candidates for each piece of work, the best guesses first
 */
public record ScheduleSearch(BackEnd backEnd, Target target, ScheduleBook book, int most) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Turns of each candidate, after one that does not count. */
    private static final int TURNS = 5;

    /** Processor time of one turn: enough that the clock's steps do not matter. */
    private static final long TURN_NANOSECONDS = 2_000_000;

    /**
     * A schedule for every task that has a choice.
     *
     * @return by {@link #key}
     * @throws CancellationException if asked to stop; what was found is in the book
     */
    public Map<String, Schedule> search(List<Task> tasks, Progress progress, Cancellation cancellation) {
        Map<String, Task> distinct = new LinkedHashMap<>();
        Map<String, Schedule> found = new LinkedHashMap<>();
        for (Task task : tasks) {
            String key = key(task);
            if (!found.containsKey(key) && !distinct.containsKey(key)) {
                List<Schedule> known = Families.schedules(task, target);
                book.find(key)
                        .map(ScheduleBook.Entry::schedule)
                        .filter(known::contains)
                        .ifPresentOrElse(schedule -> found.put(key, schedule), () -> {
                            if (known.size() > 1) {
                                distinct.put(key, task);
                            }
                        });
            }
        }
        if (distinct.isEmpty()) {
            return found;
        }
        int done = 0;
        try (Progress.Task bar = progress.start("search schedules", "layers", distinct.size())) {
            for (Map.Entry<String, Task> entry : distinct.entrySet()) {
                if (cancellation.requested()) {
                    throw new CancellationException("the search for schedules was stopped after " + done + " of "
                            + distinct.size() + " layers; what it found is kept");
                }
                ScheduleBook.Entry best = fastest(entry.getValue(), cancellation);
                book.note(entry.getKey(), best);
                found.put(entry.getKey(), best.schedule());
                bar.at(++done, best.schedule().toString());
            }
        }
        return found;
    }

    /** What work must have in common to have the same fastest schedule. */
    public String key(Task task) {
        return target + " " + task.signature();
    }

    private ScheduleBook.Entry fastest(Task task, Cancellation cancellation) {
        List<Schedule> schedules =
                Families.schedules(task, target).stream().limit(most).toList();
        StringBuilder source = new StringBuilder(Prelude.of(target));
        List<String> names = new ArrayList<>();
        List<Code> codes = new ArrayList<>();
        for (Schedule schedule : schedules) {
            Code code = Families.emit(task, schedule, target);
            String name = "candidate" + names.size();
            source.append('\n').append(code.source().replace(Code.NAME, name));
            names.add(name);
            codes.add(code);
        }
        Kernels kernels = backEnd.kernels(source.toString(), names, cancellation);
        List<float[]> inputs =
                task.inputs().stream().map(layout -> filled(layout.floats())).toList();
        List<Kernels.Work> works = new ArrayList<>();
        try {
            for (int i = 0; i < codes.size(); i++) {
                Code code = codes.get(i);
                works.add(kernels.work(
                        names.get(i),
                        inputs,
                        task.output().floats(),
                        code.data().toBytes(),
                        code.scratch()));
            }
            double[] times = times(works);
            int best = 0;
            for (int i = 1; i < times.length; i++) {
                best = times[i] < times[best] ? i : best;
            }
            return new ScheduleBook.Entry(schedules.get(best), times[best]);
        } finally {
            works.forEach(Kernels.Work::close);
        }
    }

    private static double[] times(List<Kernels.Work> calls) {
        int[] repeats = new int[calls.size()];
        for (int i = 0; i < repeats.length; i++) {
            calls.get(i).warmUp();
            long once = Math.max(1, time(calls.get(i), 1));
            repeats[i] = (int) Math.max(1, TURN_NANOSECONDS / once);
        }
        double[] best = new double[calls.size()];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < best.length; i++) {
                best[i] = Math.min(best[i], (double) time(calls.get(i), repeats[i]) / repeats[i]);
            }
        }
        return best;
    }

    private static long time(Kernels.Work call, int repeats) {
        long start = THREADS.getCurrentThreadCpuTime();
        call.run(repeats);
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    /** Ordinary numbers: zeros, or what is nearly zero, take other times. */
    private static float[] filled(long floats) {
        float[] numbers = new float[Math.toIntExact(floats)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 0.5f + (i % 97) / 194f;
        }
        return numbers;
    }
}
