package dev.espalier.compile.latency;

import dev.espalier.compile.kernel.Work;

/**
 * What one piece of work took in a running network.
 *
 * @param work what there was to do
 * @param milliseconds the median
 * @param calls that were timed, in all networks
 */
public record Recording(Work work, double milliseconds, int calls) {

    public Recording {
        if (!(milliseconds >= 0) || calls < 1) {
            throw new IllegalArgumentException("a recording of " + calls + " calls of " + milliseconds + " ms");
        }
    }

    /** The mean of both, weighted by calls. */
    Recording with(Recording other) {
        int both = calls + other.calls;
        return new Recording(work, (milliseconds * calls + other.milliseconds * other.calls) / both, both);
    }
}
