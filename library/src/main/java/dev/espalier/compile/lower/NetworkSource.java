package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Border;
import dev.espalier.compile.kernel.Code;
import dev.espalier.compile.kernel.Data;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.Prelude;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A program as C: a function for each distinct piece of work, and one that calls them in order.
 *
 * @param source text of the kernels and of {@code static void network(const struct espalier_run *run, int part, int
 *     parts)}, which needs the prelude, the runtime and {@code MARK(call)} before it
 * @param weights all the network's numbers, in the order in which they are read
 * @param plan of the working memory
 * @param scratch numbers of private memory each thread needs
 * @param steps the calls with what was chosen for them
 */
public record NetworkSource(String source, List<byte[]> weights, MemoryPlan plan, long scratch, List<Step> steps) {

    public NetworkSource {
        weights = List.copyOf(weights);
        steps = List.copyOf(steps);
    }

    /**
     * A call as it was generated.
     *
     * @param call what it computes
     * @param schedule how
     * @param function name of its function
     * @param bytes of weights it reads
     */
    public record Step(Call call, Schedule schedule, String function, long bytes) {}

    /**
     * Generates a program's code.
     *
     * @param choice the schedule of each call that is in no band
     * @param bands calls that take turns, in order
     */
    public static NetworkSource of(Program program, Target target, Function<Call, Schedule> choice, List<Band> bands) {
        return new Writer(program, target, bands).write(choice);
    }

    /** The prelude, the runtime's text and the network's. */
    public String complete(Target target, String runtime) {
        return complete(target, runtime, "");
    }

    /**
     * The same for a network with one more output after its own, in which the first thread notes its clock before each call
     * and after the last: 64 bits for each of the {@link #steps}, and one more.
     */
    public String completeTimed(Target target, String runtime) {
        long outputs = steps.stream()
                .map(step -> step.call().output())
                .filter(Storage.Wanted.class::isInstance)
                .distinct()
                .count();
        return complete(target, runtime, "((unsigned long long *)run->outputs[" + outputs + "])");
    }

    private String complete(Target target, String runtime, String marks) {
        StringBuilder macros = new StringBuilder();
        if (!target.isJava()) {
            macros.append(marks.isEmpty() ? "" : "#define MARKS " + marks + "\n");
            MARKS.forEach((name, what) -> macros.append("#define ")
                    .append(name)
                    .append("(call) ")
                    .append(marks.isEmpty() ? "" : "if (part == 0) " + what)
                    .append('\n'));
        }
        return Prelude.of(target) + "\n" + runtime + "\n" + macros + "\n" + source;
    }

    /**
     * What stands between calls when they are timed. Of calls that take turns, the mark after each holds what it has taken so
     * far, until all are through.
     */
    private static final Map<String, String> MARKS = new TreeMap<>(Map.of(
            "MARK", "MARKS[call] = espalier_clock()",
            "MARK_BEGIN", "MARKS[(call) + 1] -= espalier_clock()",
            "MARK_END", "MARKS[(call) + 1] += espalier_clock()",
            "MARK_NONE", "MARKS[(call) + 1] = 0",
            "MARK_SUM", "MARKS[(call) + 1] += MARKS[call]"));

    private static final class Writer {

        private final Program program;
        private final Target target;
        private final List<Band> bands;
        private final MemoryPlan plan;
        private final Map<String, String> functions = new LinkedHashMap<>();
        private final List<byte[]> weights = new ArrayList<>();
        private final List<Long> constants = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final Set<Integer> bordered = new HashSet<>();
        private long used;
        private long scratch;

        Writer(Program program, Target target, List<Band> bands) {
            this.program = program;
            this.target = target;
            this.bands = bands;
            this.plan = MemoryPlan.of(program, bands);
        }

        NetworkSource write(Function<Call, Schedule> choice) {
            for (float[] numbers : program.constants()) {
                Data data = new Data();
                data.floats(numbers);
                constants.add(append(data.toBytes()));
            }
            StringBuilder body = new StringBuilder();
            Map<Integer, Band> begun = bands.stream().collect(Collectors.toMap(Band::first, band -> band));
            while (steps.size() < program.calls().size()) {
                Call call = program.calls().get(steps.size());
                body.append(body.isEmpty() ? "" : "  BARRIER(run);\n");
                body.append("  MARK(").append(steps.size()).append(");\n");
                Band band = begun.get(steps.size());
                if (band == null) {
                    body.append(border(call));
                    body.append(text(call, kernel(call, call.task(), choice.apply(call), 0)));
                } else {
                    body.append(border(program.calls().get(band.end() - 1)));
                    body.append(band(band));
                }
            }
            StringBuilder source = new StringBuilder();
            functions.forEach(
                    (text, name) -> source.append(text.replace(Code.NAME, name)).append('\n'));
            source.append("static void network(const struct espalier_run *run, int part, int parts) {\n");
            source.append("  float *scratch = run->scratch + part * ")
                    .append(rounded(scratch))
                    .append("L;\n");
            source.append(body).append("  MARK(").append(steps.size()).append(");\n}\n");
            return new NetworkSource(source.toString(), weights, plan, rounded(scratch), steps);
        }

        /**
         * A kernel's function and, in C, its numbers.
         *
         * @param function its name
         * @param data where they are
         */
        private record Kernel(String function, String data) {}

        /**
         * Generates the next call's kernel.
         *
         * @param task the call's own, perhaps between other places
         * @param rooms numbers of private memory before that of the kernel
         */
        private Kernel kernel(Call call, Task task, Schedule schedule, long rooms) {
            Code code = Families.emit(task, schedule, target);
            byte[] data = code.data().toBytes();
            String place = "run->weights + " + append(data) + "L";
            scratch = Math.max(scratch, rooms + code.scratch());
            String function = function(code.source(), "kernel");
            steps.add(new Step(call, schedule, function, data.length));
            return new Kernel(function, place);
        }

        /** The name of the function with a text, which is one for all that are alike. */
        private String function(String text, String kind) {
            return functions.computeIfAbsent(text, key -> kind + functions.size());
        }

        private String band(Band band) {
            BandText text = new BandText(program, band, target);
            StringBuilder layers = new StringBuilder();
            List<BandText.Stage> stages = new ArrayList<>();
            for (Task task : text.tasks()) {
                Call call = program.calls().get(steps.size());
                layers.append(comment(call));
                Schedule schedule = Families.byRows(call.task(), target).get(0);
                Kernel kernel = kernel(call, task, schedule, text.floats());
                List<String> inputs = call.inputs().stream().map(this::pointer).toList();
                stages.add(new BandText.Stage(kernel.function(), inputs, pointer(call.output()), kernel.data()));
            }
            return layers + text.of(stages, helper -> function(helper, "rows"));
        }

        /** Zeros around an image that is about to be written; nobody waits for them before the image is done. */
        private String border(Call call) {
            if (!(call.output() instanceof Storage.Working working)
                    || !Border.hasHalo(call.task().output())
                    || !bordered.add(working.number())) {
                return "";
            }
            String function = function(Border.source(call.task().output()), "border");
            return "  " + function + "(" + pointer(working) + ", part, parts);\n";
        }

        private static long rounded(long floats) {
            return (floats + 15) / 16 * 16;
        }

        private long append(byte[] bytes) {
            long place = used;
            if (bytes.length > 0) {
                weights.add(bytes);
                used += bytes.length;
            }
            return place;
        }

        private static String comment(Call call) {
            return "  /* " + call.layer().replace("*/", "") + " */\n";
        }

        private String text(Call call, Kernel kernel) {
            String inputs = call.inputs().stream().map(this::pointer).collect(Collectors.joining(", "));
            return comment(call) + "  " + kernel.function() + "((const float *const[]){" + inputs + "}, "
                    + pointer(call.output()) + ", " + kernel.data() + ", scratch, part, parts);\n";
        }

        private String pointer(Storage storage) {
            if (storage instanceof Storage.Working working) {
                return "run->arena + " + plan.offsets().get(working.number()) + "L";
            }
            if (storage instanceof Storage.Constant constant) {
                return "(const float *)(run->weights + " + constants.get(constant.number()) + "L)";
            }
            return storage instanceof Storage.Given given
                    ? "run->inputs[" + given.number() + "]"
                    : "run->outputs[" + ((Storage.Wanted) storage).number() + "]";
        }
    }
}
