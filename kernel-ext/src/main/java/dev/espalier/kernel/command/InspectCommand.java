package dev.espalier.kernel.command;

import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.model.file.ModelFile;
import dev.espalier.model.file.Origin;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier inspect}: what a model file holds. */
@Command(
        name = "inspect",
        description = "Shows what a model file holds: layers, costs, and how the model was made.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: espalier inspect small.espalier"})
final class InspectCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "A file written by save.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Model model = ModelFile.load(file);
        Origin origin = ModelFile.origin(file);
        PrintWriter out = spec.commandLine().getOut();
        out.println(model.summary());
        out.println();
        out.println("History:");
        for (Step step : model.history()) {
            out.println("  " + step);
        }
        out.printf(
                Locale.ROOT,
                "%nThe file has %,d bytes and was written by Espalier %s on Java %s%s.%n",
                Files.size(file),
                origin.library(),
                origin.java(),
                origin.created().map(when -> ", " + when).orElse(""));
        return CommandLine.ExitCode.OK;
    }
}
