package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.List;

/** All kernels there are. */
public final class Families {

    private static final List<Family> ALL = List.of(
            new AlongAxes(),
            new Attentions(),
            new BlockedConvolutions(),
            new ByteConvolutions(),
            new ByteDepthwise(),
            new ByteMoves(),
            new BytePlanes(),
            new ByteQuantizations(),
            new Copies(),
            new Elementwises(),
            new Embeddings(),
            new FeatureLoops(),
            new ImageMoments(),
            new PlainConvolutions(),
            new Poolings(),
            new PositionConvolutions(),
            new PositionMeans(),
            new Products(),
            new Resizings(),
            new RowReads(),
            new TileConvolutions(),
            new TurnedCopies());

    private Families() {}

    /**
     * The schedules of all families that suit a task, the best guess of each first.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static List<Schedule> schedules(Task task, Target target) {
        List<Schedule> all = new ArrayList<>();
        ALL.forEach(family -> all.addAll(family.schedules(task, target)));
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no kernel computes: " + task.signature());
        }
        return all;
    }

    /** The schedules of all families that compute a task {@linkplain Family#byRows row by row}; none if there are none. */
    public static List<Schedule> byRows(Task task, Target target) {
        return ALL.stream()
                .flatMap(family -> family.byRows(task, target).stream())
                .toList();
    }

    /** Whether there are kernels for a task. */
    public static boolean suits(Task task, Target target) {
        return ALL.stream().anyMatch(family -> !family.schedules(task, target).isEmpty());
    }

    /** The code of a task by one of its schedules. */
    public static Code emit(Task task, Schedule schedule, Target target) {
        Family family = ALL.stream()
                .filter(one -> one.name().equals(schedule.family()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernels are called '" + schedule.family() + "'"));
        return family.emit(task, schedule, target);
    }
}
