package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.Evaluation;
import dev.espalier.kernel.evaluate.Output.Channel;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.util.List;
import java.util.concurrent.CancellationException;

/** {@code %time} and {@code %%time}: how long code takes, once. */
final class TimeTool {

    private static final Parameter<String> CODE =
            Parameter.line("code", Kinds.code(), "Java or a magic to run; its value is that of %time");
    private static final Parameter<Boolean> KEEP =
            Parameter.flag("no-raise-error", "prints an error of the code instead of failing with it");
    private static final Parameter<Boolean> QUIET =
            Parameter.flag("quiet", "prints nothing of the time").letter("q");

    private TimeTool() {}

    static List<Magic> all() {
        return List.of(
                Magic.of(
                        Schema.line("time", "tells how long a line of code takes", Object.class, CODE, KEEP, QUIET)
                                .examples("%time model.toString()", "var small = %time %prune net --rate 4x"),
                        (arguments, context) -> run(arguments.get(CODE), arguments, context)),
                Magic.of(
                        Schema.cell("time", "tells how long the cell takes", Object.class, KEEP, QUIET)
                                .ofJava()
                                .examples("%%time\nvar model = train();\nmodel.evaluate(test)"),
                        (arguments, context) -> run(arguments.body(), arguments, context)));
    }

    private static Object run(String code, Arguments arguments, Context context) throws Exception {
        Stopwatch watch = new Stopwatch(context.workspace().java()::compileTime);
        try {
            Evaluation evaluation = context.workspace().java().run(code, context.output());
            return evaluation.hasValue() || context.taken() ? evaluation.value() : null;
        } catch (InterruptedException | CancellationException stopped) {
            throw stopped;
        } catch (Exception e) {
            if (!arguments.get(KEEP)) {
                throw e;
            }
            context.output().print(Channel.STDERR, e.getMessage() + "\n");
            return null;
        } finally {
            if (!arguments.get(QUIET)) {
                context.print(watch.read());
            }
        }
    }
}
