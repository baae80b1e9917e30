package dev.espalier.compile.latency;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.network.Latency;
import dev.espalier.compile.network.LatencyMeter;
import dev.espalier.compile.network.Profile;
import dev.espalier.model.Model;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.Map;

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

    /**
     * What was measured of one model.
     *
     * @param latency of the whole
     * @param byLayer milliseconds of each layer within it
     * @param table of its calls
     */
    public record Measurement(Latency latency, Map<String, Double> byLayer, LatencyTable table) {}

    /** Measures a model and its calls. */
    public Measurement measure(Model model) {
        try (CompiledModel compiled = compile.apply(model, progress, cancellation)) {
            Latency latency = meter.measure(compiled, progress, cancellation);
            Profile profile = Profile.measure(compiled, cancellation);
            return new Measurement(latency, profile.byLayer(), LatencyTable.of(compiled, profile));
        }
    }

    @Override
    public double milliseconds(Model model) {
        try (CompiledModel compiled = compile.apply(model, progress, cancellation)) {
            return meter.measure(compiled, progress, cancellation).median();
        }
    }

    @Override
    public Map<String, Double> byLayer(Model model) {
        try (CompiledModel compiled = compile.apply(model, progress, cancellation)) {
            return Profile.measure(compiled, cancellation).byLayer();
        }
    }
}
