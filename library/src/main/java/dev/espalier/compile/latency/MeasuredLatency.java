package dev.espalier.compile.latency;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.network.Latency;
import dev.espalier.compile.network.LatencyMeter;
import dev.espalier.model.Model;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;

/**
 * Compiles each model it is asked about and takes the time. That takes seconds a model, and the answers vary by as much as
 * the machine does.
 *
 * @param compile how
 * @param meter how it is timed
 * @param progress is told
 * @param cancellation is asked
 */
public record MeasuredLatency(Compile compile, LatencyMeter meter, Progress progress, Cancellation cancellation)
        implements LatencySource {

    /** On this machine by the usual settings, silently. */
    public MeasuredLatency() {
        this(Compile.here(), new LatencyMeter(), Progress.NONE, Cancellation.NEVER);
    }

    /** What was measured, with how far it varied. */
    public Latency of(Model model) {
        try (CompiledModel compiled = compile.apply(model, progress, cancellation)) {
            return meter.measure(compiled, progress, cancellation);
        }
    }

    @Override
    public double milliseconds(Model model) {
        return of(model).median();
    }
}
