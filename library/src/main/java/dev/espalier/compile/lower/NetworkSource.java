package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Border;
import dev.espalier.compile.kernel.Code;
import dev.espalier.compile.kernel.Data;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.Prelude;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
     * @param choice the schedule of each call
     */
    public static NetworkSource of(Program program, Target target, Function<Call, Schedule> choice) {
        return new Writer(program, target).write(choice);
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
        return complete(
                target,
                runtime,
                "if (part == 0) ((unsigned long long *)run->outputs[" + outputs + "])[call] = espalier_clock()");
    }

    private String complete(Target target, String runtime, String mark) {
        String macro = target.isJava() ? "" : "#define MARK(call) " + mark;
        return Prelude.of(target) + "\n" + runtime + "\n" + macro + "\n" + source;
    }

    private static final class Writer {

        private final Program program;
        private final Target target;
        private final MemoryPlan plan;
        private final Map<String, String> functions = new LinkedHashMap<>();
        private final List<byte[]> weights = new ArrayList<>();
        private final List<Long> constants = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final Set<Integer> bordered = new HashSet<>();
        private long used;
        private long scratch;

        Writer(Program program, Target target) {
            this.program = program;
            this.target = target;
            this.plan = MemoryPlan.of(program);
        }

        NetworkSource write(Function<Call, Schedule> choice) {
            for (float[] numbers : program.constants()) {
                Data data = new Data();
                data.floats(numbers);
                constants.add(append(data.toBytes()));
            }
            StringBuilder body = new StringBuilder();
            for (Call call : program.calls()) {
                Schedule schedule = choice.apply(call);
                Code code = Families.emit(call.task(), schedule, target);
                byte[] data = code.data().toBytes();
                long place = append(data);
                scratch = Math.max(scratch, code.scratch());
                String function = functions.computeIfAbsent(code.source(), text -> "kernel" + functions.size());
                body.append(body.isEmpty() ? "" : "  BARRIER(run);\n");
                body.append("  MARK(").append(steps.size()).append(");\n");
                body.append(border(call));
                body.append(text(call, function, place));
                steps.add(new Step(call, schedule, function, data.length));
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

        /** Zeros around an image that is about to be written; nobody waits for them before the image is done. */
        private String border(Call call) {
            if (!(call.output() instanceof Storage.Working working)
                    || !Border.hasHalo(call.task().output())
                    || !bordered.add(working.number())) {
                return "";
            }
            String function =
                    functions.computeIfAbsent(Border.source(call.task().output()), text -> "border" + functions.size());
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

        private String text(Call call, String function, long place) {
            String inputs = call.inputs().stream().map(this::pointer).collect(Collectors.joining(", "));
            return "  /* " + call.layer().replace("*/", "") + " */\n  " + function + "((const float *const[]){" + inputs
                    + "}, " + pointer(call.output()) + ", run->weights + " + place + "L, scratch, part, parts);\n";
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
