package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Target;

/** What a convolution is thought to take, before anything is measured. */
public final class Estimate {

    private Estimate() {}

    /** About how many cycles the best guess at a schedule takes; infinite if no kernel suits. */
    public static double cycles(Convolution task, Target target) {
        return Math.min(
                BlockedConvolutions.cycles(task, target),
                Math.min(PositionConvolutions.cycles(task, target), TileConvolutions.cycles(task, target)));
    }
}
