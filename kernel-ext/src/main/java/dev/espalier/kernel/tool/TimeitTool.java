package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.EvaluationException;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * {@code %timeit} and {@code %%timeit}: how long code takes, measured so often that it can be told. As in IPython the
 * number of loops is the first power of ten that takes 0.2 s, which also warms the JVM's compiler up.
 */
final class TimeitTool {

    private static final double LONG_ENOUGH = 0.2;
    private static final long MOST_LOOPS = 1_000_000_000;

    private static final Parameter<String> CODE =
            Parameter.line("code", Kinds.code(), "an expression or statements of Java");
    private static final Parameter<String> SETUP = Parameter.line(
                    "setup",
                    Kinds.code(),
                    "statements to run before each run, not timed; the code sees their variables")
            .orElse("");
    private static final Parameter<Integer> LOOPS = Parameter.option(
                    "loops", Kinds.integer(1, (int) MOST_LOOPS), "times the code runs in one run; found if left out")
            .letter("n");
    private static final Parameter<Integer> REPEAT = Parameter.option("repeat", Kinds.integer(1, 100_000), "runs")
            .letter("r")
            .orElse("7");
    private static final Parameter<Integer> PRECISION = Parameter.option(
                    "precision", Kinds.integer(1, 9), "significant digits of the times shown")
            .letter("p")
            .orElse("3");
    private static final Parameter<Boolean> CPU = Parameter.flag(
                    "cpu", "measures CPU time of the cell's thread, not time on the wall")
            .letter("c");
    private static final Parameter<Boolean> QUIET =
            Parameter.flag("quiet", "shows nothing; for var t = %timeit …").letter("q");
    private static final Parameter<Boolean> VERBOSE =
            Parameter.flag("verbose", "shows the time of every run").letter("v");

    private TimeitTool() {}

    static List<Magic> all() {
        return List.of(
                Magic.of(
                        Schema.line(
                                        "timeit",
                                        "measures how long a line of code takes, many times",
                                        Timing.class,
                                        CODE,
                                        LOOPS,
                                        REPEAT,
                                        PRECISION,
                                        CPU,
                                        QUIET,
                                        VERBOSE)
                                .examples("%timeit Math.sqrt(2)", "var t = %timeit -n 100 -r 5 text.split(\",\")"),
                        (arguments, context) -> measure("", arguments.get(CODE), arguments, context)),
                Magic.of(
                        Schema.cell(
                                        "timeit",
                                        "measures how long the cell takes, many times",
                                        Timing.class,
                                        SETUP,
                                        LOOPS,
                                        REPEAT,
                                        PRECISION,
                                        CPU,
                                        QUIET,
                                        VERBOSE)
                                .ofJava()
                                .examples("%%timeit var list = new ArrayList<Integer>();\nlist.add(1);"),
                        (arguments, context) -> measure(arguments.get(SETUP), arguments.body(), arguments, context)));
    }

    private static Timing measure(String setup, String code, Arguments arguments, Context context) throws Exception {
        if (code.stripLeading().startsWith("%")) {
            throw new MagicException(
                    "MagicUsage", "%timeit runs Java in a loop, and magics cannot stand in one; use %time", "");
        }
        Loop loop = compile(setup, code, context);
        LongSupplier clock =
                arguments.get(CPU) ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime : System::nanoTime;
        try {
            Optional<Integer> given = arguments.find(LOOPS);
            long loops = given.isPresent() ? given.get() : enough(loop, clock, context);
            List<Double> runs = new ArrayList<>();
            for (int run = 0; run < arguments.get(REPEAT); run++) {
                runs.add(seconds(loop, loops, clock, context) / loops);
            }
            Timing timing = new Timing(loops, runs, arguments.get(CPU) ? "CPU" : "wall", arguments.get(PRECISION));
            if (arguments.get(VERBOSE)) {
                context.print(timing.allRuns());
            }
            if (context.taken() && !arguments.get(QUIET)) {
                context.print(timing.toString());
            }
            return context.taken() || !arguments.get(QUIET) ? timing : null;
        } finally {
            Sink.empty();
        }
    }

    private static long enough(Loop loop, LongSupplier clock, Context context) throws Exception {
        long loops = 1;
        while (loops < MOST_LOOPS && seconds(loop, loops, clock, context) < LONG_ENOUGH) {
            loops *= 10;
        }
        return loops;
    }

    private static double seconds(Loop loop, long loops, LongSupplier clock, Context context) throws Exception {
        long start = clock.getAsLong();
        try {
            loop.run(loops);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        long end = clock.getAsLong();
        if (context.cancellation().requested()) {
            throw new InterruptedException();
        }
        return (end - start) / 1e9;
    }

    /** An expression's value is taken; what is none, or has none, is compiled as statements. */
    private static Loop compile(String setup, String code, Context context) throws Exception {
        String expression = code.strip().replaceFirst(";+$", "");
        try {
            return loop(setup, "dev.espalier.kernel.tool.Sink.take(\n" + expression + "\n);", context);
        } catch (EvaluationException.Compilation notAnExpression) {
            try {
                return loop(setup, code.strip().endsWith(";") ? code : code + "\n;", context);
            } catch (EvaluationException.Compilation wrong) {
                EvaluationException.Compilation better = code.contains(";") ? wrong : notAnExpression;
                throw new MagicException("CompilationError", "%timeit: " + better.getMessage(), "");
            }
        }
    }

    private static Loop loop(String setup, String statements, Context context) throws Exception {
        String before =
                setup.isBlank() || setup.strip().endsWith(";") || setup.strip().endsWith("}") ? setup : setup + ";";
        return (Loop) context.workspace()
                .java()
                .run(
                        "(dev.espalier.kernel.tool.Loop) $times -> {\n" + before
                                + "\nfor (long $i = 0; $i < $times; $i++) {\n" + statements + "\n}\n}",
                        context.output())
                .value();
    }
}
