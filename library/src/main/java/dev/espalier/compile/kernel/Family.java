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
     * Generates the code for a task.
     *
     * @param schedule one of {@link #schedules}
     */
    Code emit(Task task, Schedule schedule, Target target);
}
