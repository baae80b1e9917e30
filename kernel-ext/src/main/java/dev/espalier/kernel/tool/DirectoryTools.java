package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code %cd} and {@code %pwd}. */
final class DirectoryTools {

    private static final Parameter<Path> DIRECTORY = Parameter.optional(
            "directory", Kinds.path(), "where to go; - is the directory before, nothing the home directory");
    private static final Parameter<Boolean> QUIET =
            Parameter.flag("quiet", "does not print the directory").letter("q");

    private DirectoryTools() {}

    static List<Magic> all() {
        return List.of(
                Magic.of(
                        Schema.line(
                                        "cd",
                                        "changes the directory of magics and the programs they start;"
                                                + " paths in Java still start where the kernel runs",
                                        Path.class,
                                        DIRECTORY,
                                        QUIET)
                                .examples("%cd data", "%cd -"),
                        DirectoryTools::enter),
                Magic.of(
                        Schema.line("pwd", "gives the directory of magics", Path.class)
                                .examples("%pwd"),
                        (arguments, context) -> here(context)));
    }

    private static Path here(Context context) {
        return context.workspace().surroundings().directory().toAbsolutePath().normalize();
    }

    private static Object enter(Arguments arguments, Context context) throws IOException {
        Surroundings surroundings = context.workspace().surroundings();
        Path asked = arguments.find(DIRECTORY).orElseGet(() -> Path.of(System.getProperty("user.home")));
        boolean back =
                asked.getFileName() != null && asked.getFileName().toString().equals("-");
        Path target = back && !Files.exists(asked) ? surroundings.previousDirectory() : asked;
        if (!Files.exists(target.toAbsolutePath())) {
            throw new IOException("there is no directory " + target);
        }
        if (!Files.isDirectory(target.toAbsolutePath())) {
            throw new IOException(target + " is no directory");
        }
        surroundings.enter(target.toAbsolutePath().normalize());
        if (context.taken()) {
            return here(context);
        }
        if (!arguments.get(QUIET)) {
            context.print(here(context).toString());
        }
        return null;
    }
}
