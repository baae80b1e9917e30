package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Target;
import java.util.List;

/** Kernels of one design, for every task that suits it. */
public interface Family {

    /** Short name, unique among families, without spaces. */
    String name();

    /**
     * The schedules worth trying for a task, at most some forty, best guess first; none if it does not suit this family.
     * The guess comes from shapes, the places of the zeros and the target alone, so that it is always the same.
     */
    List<Schedule> schedules(Task task, Target target);

    /**
     * Those by which a task computes its result row by row: the share {@code r} of as many as the result has rows is row
     * {@code r}, whatever rows its layouts have room for. Best guess first; none if this family has no such code.
     */
    default List<Schedule> byRows(Task task, Target target) {
        return List.of();
    }

    /**
     * Generates the code for a task.
     *
     * @param schedule one of {@link #schedules}
     */
    Code emit(Task task, Schedule schedule, Target target);
}
