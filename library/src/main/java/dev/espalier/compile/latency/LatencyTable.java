package dev.espalier.compile.latency;

import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.kernel.Work;
import dev.espalier.compile.lower.Call;
import dev.espalier.compile.lower.Lowering;
import dev.espalier.compile.lower.NetworkSource.Step;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.network.LayerProfile;
import dev.espalier.compile.network.Profile;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Model;
import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What layers took, by everything that decides it: shapes, structure and number of zeros, layouts, and the setting of all.
 * Times are those within whole networks; a network's latency is the sum over its calls.
 *
 * <pre>{@code
 * LatencyTable table = LatencyTable.record(compiled, Cancellation.NEVER);
 * table.save(Path.of("latencies.json"));
 * LatencyTable.load(Path.of("latencies.json")).milliseconds(model)
 * }</pre>
 *
 * @param setting where they were taken
 * @param recordings by the {@link Task#signature} of the work
 */
public record LatencyTable(Setting setting, Map<String, Recording> recordings) implements LatencySource {

    public LatencyTable {
        recordings = Collections.unmodifiableMap(new LinkedHashMap<>(recordings));
    }

    /**
     * Times every call of a network, within the network.
     *
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public static LatencyTable record(CompiledModel model, Cancellation cancellation) {
        return of(model, Profile.measure(model, cancellation));
    }

    /** The calls of a network that was timed. */
    public static LatencyTable of(CompiledModel model, Profile profile) {
        Target target = model.target();
        Map<String, Recording> recordings = new LinkedHashMap<>();
        List<Step> steps = model.source().steps();
        for (int i = 0; i < steps.size(); i++) {
            Task task = steps.get(i).call().task();
            LayerProfile call = profile.calls().get(i);
            Work work = Work.of(task, call.schedule(), target);
            recordings.merge(task.signature(), new Recording(work, call.milliseconds(), 1), Recording::with);
        }
        return new LatencyTable(Setting.of(model.settings()), recordings);
    }

    /**
     * These recordings and others; of work that both have, the mean over all calls.
     *
     * @throws IllegalArgumentException if the others come from another setting
     */
    public LatencyTable with(LatencyTable other) {
        if (!setting.equals(other.setting)) {
            throw new IllegalArgumentException(
                    "latencies of two settings do not go together: " + setting + "; and " + other.setting);
        }
        Map<String, Recording> all = new LinkedHashMap<>(recordings);
        other.recordings.forEach((task, recording) -> all.merge(task, recording, Recording::with));
        return new LatencyTable(setting, all);
    }

    /**
     * Reads a table of this machine.
     *
     * @throws IllegalArgumentException if the file is no table, or one of another machine, compiler or version; says which
     * @throws IOException if it cannot be read
     */
    public static LatencyTable load(Path file) throws IOException {
        return LatencyFile.read(file, true);
    }

    /** Reads a table wherever it was recorded, to look at it or fit a {@link CostModel} for that machine. */
    public static LatencyTable loadForeign(Path file) throws IOException {
        return LatencyFile.read(file, false);
    }

    /** Writes the table. */
    public void save(Path file) throws IOException {
        LatencyFile.write(this, file);
    }

    /** {@inheritDoc} The sum over its calls, all of which must be in the table; nothing is compiled. */
    @Override
    public double milliseconds(Model model) {
        return byLayer(model).values().stream().mapToDouble(Double::doubleValue).sum();
    }

    @Override
    public Map<String, Double> byLayer(Model model) {
        Map<String, Double> layers = new LinkedHashMap<>();
        for (Call call :
                Lowering.of(model, BackEnd.target(setting.compiling().target())).calls()) {
            Recording found = recordings.get(call.task().signature());
            if (found == null) {
                throw new IllegalArgumentException("no latency of layer '" + call.layer() + "' of " + model.name()
                        + " is recorded (" + call.task().signature()
                        + "); record a network with such a layer, or ask a cost model fitted to the "
                        + recordings.size() + " pieces of work there are");
            }
            layers.merge(call.layer(), found.milliseconds(), Double::sum);
        }
        return layers;
    }

    @Override
    public String toString() {
        int calls = recordings.values().stream().mapToInt(Recording::calls).sum();
        return String.format(
                Locale.ROOT, "%,d pieces of work from %,d timed calls; %s", recordings.size(), calls, setting);
    }
}
