package dev.espalier.compile.network;

import dev.espalier.compile.directory.CompiledDirectory;
import dev.espalier.compile.directory.TestVector;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.lower.Band;
import dev.espalier.compile.lower.Bands;
import dev.espalier.compile.lower.Call;
import dev.espalier.compile.lower.Lowering;
import dev.espalier.compile.lower.NetworkSource;
import dev.espalier.compile.lower.Program;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.runtime.Network;
import dev.espalier.compile.runtime.NetworkNeeds;
import dev.espalier.compile.schedule.ScheduleBook;
import dev.espalier.compile.schedule.ScheduleSearch;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Settings;
import dev.espalier.model.op.Shape;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.quantize.IntegerModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a model becomes native code, as a setting and a verb. Where there is no C compiler it becomes Java, which the virtual
 * machine compiles after some seconds of runs.
 *
 * @param target the processor, by a name that {@link Target#parse} knows; {@code java} is Java in any case
 * @param search candidates that are measured for each distinct layer; 1 takes the best guess of all and measures nothing
 * @param threads that compute side by side
 */
public record Compile(String target, int search, int threads) {

    /** The verb's name. */
    public static final String VERB = "compile";

    /** Of the numbers that directories are tested with. */
    static final Seed TEST = new Seed(1);

    private static final String TARGET = "target";
    private static final String SEARCH = "search";
    private static final String THREADS = "threads";

    /** The names of all settings. */
    public static final List<String> KEYS = List.of(TARGET, SEARCH, THREADS);

    /** Candidates that a search measures unless told otherwise. */
    public static final int USUAL_SEARCH = 10;

    public Compile {
        Target.parse(target);
        if (search < 1) {
            throw new IllegalArgumentException(
                    SEARCH + "=" + search + " candidates for each layer; 1 takes the best guess, more are measured");
        }
        if (threads < 1) {
            throw new IllegalArgumentException(THREADS + "=" + threads + "; a network runs on 1 thread or more");
        }
    }

    /** For this machine, by guesses, on one thread. */
    public static Compile here() {
        return new Compile("host", 1, 1);
    }

    /** The same with measured schedules. */
    public Compile searching() {
        return new Compile(target, USUAL_SEARCH, threads);
    }

    /** The same on so many threads. */
    public Compile onThreads(int threads) {
        return new Compile(target, search, threads);
    }

    /**
     * The settings that are described, as {@link #settings()} writes them; those left out are as in {@link #here()}.
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Compile parse(Map<String, String> described) {
        Settings settings = Settings.of(VERB, described, KEYS);
        Compile usual = here();
        return new Compile(
                settings.find(TARGET).orElse(usual.target()),
                settings.read(SEARCH, usual.search(), Integer::parseInt),
                settings.read(THREADS, usual.threads(), Integer::parseInt));
    }

    /** All settings by name. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(TARGET, target);
        settings.put(SEARCH, Integer.toString(search));
        settings.put(THREADS, Integer.toString(threads));
        return settings;
    }

    /**
     * Compiles a model and loads it. Of a model with quantized activations the form that {@link IntegerModel} computes is
     * compiled: layers that read levels of at most 8 bits, and whose weights are whole numbers of at most 8 bits, compute in
     * integers, with the same results.
     *
     * @throws UnsupportedOperationException if an operator has no code; names the node
     * @throws dev.espalier.compile.target.ToolchainException if there is no compiler and no way to run Java, or it fails
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public CompiledModel apply(Model model, Progress progress, Cancellation cancellation) {
        Target processor = BackEnd.target(target);
        BackEnd backEnd = BackEnd.of(processor);
        Model exact = exact(model);
        Program program = Lowering.of(exact, processor);
        Function<Call, Schedule> schedules = schedules(program, processor, backEnd, progress, cancellation);
        NetworkSource source = NetworkSource.of(
                program, processor, schedules, bands(program, processor, backEnd, schedules, progress, cancellation));
        NetworkNeeds needs = new NetworkNeeds(
                source.plan().floats(),
                source.scratch(),
                program.inputs().stream().map(Shape::size).toList(),
                program.outputs().stream().map(Shape::size).toList());
        String text = source.complete(processor, backEnd.header());
        Network network = backEnd.network(model.name(), text, source.weights(), needs, threads, cancellation);
        return new CompiledModel(exact, this, processor, program, source, network);
    }

    /** The same, silently. */
    public CompiledModel apply(Model model) {
        return apply(model, Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Compiles a model to a directory that programs in C and C++ use without Java, for this machine or another. For this one it
     * is run once, to say how far it is from the reference.
     *
     * @param name what names in C begin with
     * @throws IOException if there is something else in the directory's place
     * @throws IllegalArgumentException if schedules are to be measured for a machine that this is not
     * @throws UnsupportedOperationException if an operator has no code; names the node
     * @throws dev.espalier.compile.target.ToolchainException if there is no compiler, or it fails
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public void write(Model model, String name, Path directory, Progress progress, Cancellation cancellation)
            throws IOException {
        Target processor = Target.parse(target);
        Model exact = exact(model);
        TestVector test = TestVector.random(exact, TEST);
        if (processor.runsHere()) {
            try (CompiledModel compiled = apply(model, progress, cancellation)) {
                compiled.write(name, directory, test, cancellation);
            }
            return;
        }
        if (search != 1) {
            throw new IllegalArgumentException(
                    SEARCH + "=" + search + ": candidates are measured on this machine, which"
                            + " does not run code for " + target + "; leave the search out");
        }
        Program program = Lowering.of(exact, processor);
        NetworkSource source =
                NetworkSource.of(program, processor, call -> guess(call, processor), Bands.of(program, processor));
        new CompiledDirectory(name, exact, processor, program, source, test, Optional.empty(), threads)
                .write(directory, cancellation);
    }

    private static Model exact(Model model) {
        return IntegerModel.isQuantized(model) ? IntegerModel.rounded(model) : model;
    }

    private static Schedule guess(Call call, Target processor) {
        return Families.schedules(call.task(), processor).get(0);
    }

    private Function<Call, Schedule> schedules(
            Program program, Target processor, BackEnd backEnd, Progress progress, Cancellation cancellation) {
        if (search == 1) {
            return call -> guess(call, processor);
        }
        ScheduleSearch measured = new ScheduleSearch(backEnd, processor, ScheduleBook.ofUser(), search);
        List<Task> tasks = program.calls().stream().map(Call::task).toList();
        Map<String, Schedule> found = measured.search(tasks, progress, cancellation);
        return call -> {
            Schedule best = found.get(measured.key(call.task()));
            return best == null ? guess(call, processor) : best;
        };
    }

    private List<Band> bands(
            Program program,
            Target processor,
            BackEnd backEnd,
            Function<Call, Schedule> schedules,
            Progress progress,
            Cancellation cancellation) {
        List<Band> bands = Bands.of(program, processor);
        // The virtual machine would take minutes to compile what is compared.
        return search == 1 || processor.isJava()
                ? bands
                : new BandSearch(backEnd, processor, ScheduleBook.ofUser(), schedules)
                        .search(program, bands, progress, cancellation);
    }
}
