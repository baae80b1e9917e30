package dev.espalier.kernel.tool;

import dev.espalier.kernel.evaluate.Evaluation;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.util.List;
import java.util.Optional;
import javax.lang.model.SourceVersion;

/** {@code %%capture}: runs a cell and keeps what it shows. */
final class CaptureTool {

    private static final Parameter<String> NAME = Parameter.optional(
            "variable",
            Kinds.read("NAME", "a name for a variable", CaptureTool::variable),
            "gets what was shown; dropped if left out");
    private static final Parameter<Boolean> NO_STDOUT =
            Parameter.flag("no-stdout", "lets what is printed to System.out pass");
    private static final Parameter<Boolean> NO_STDERR =
            Parameter.flag("no-stderr", "lets what is printed to System.err pass");
    private static final Parameter<Boolean> NO_DISPLAY = Parameter.flag("no-display", "lets displayed values pass");

    private CaptureTool() {}

    static List<Magic> all() {
        return List.of(Magic.of(
                Schema.cell(
                                "capture",
                                "runs the cell and keeps what it shows",
                                Void.class,
                                NAME,
                                NO_STDOUT,
                                NO_STDERR,
                                NO_DISPLAY)
                        .ofJava()
                        .examples("%%capture shown\nSystem.out.println(\"noted\");", "%%capture --no-stderr\nrun();"),
                CaptureTool::run));
    }

    private static Object run(Arguments arguments, Context context) throws Exception {
        Recorder recorder = new Recorder(
                context.output(), !arguments.get(NO_STDOUT), !arguments.get(NO_STDERR), !arguments.get(NO_DISPLAY));
        Optional<String> name = arguments.find(NAME);
        try {
            Evaluation evaluation = context.workspace().java().run(arguments.body(), recorder);
            if (evaluation.hasValue()) {
                recorder.display(context.renderers().render(evaluation.value()), null);
            }
            return null;
        } finally {
            if (name.isPresent()) {
                context.workspace().java().bind(name.get(), recorder.captured(), Captured.class);
            }
        }
    }

    static String variable(String word) {
        if (!SourceVersion.isName(word) || word.contains(".")) {
            throw new IllegalArgumentException("'" + word + "' is no name for a variable");
        }
        return word;
    }
}
