package dev.espalier.kernel.command;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.compile.network.Inspection;
import dev.espalier.exchange.Exchange;
import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.InspectionRenderer;
import dev.espalier.model.AtomicFile;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import dev.espalier.model.file.ModelFile;
import dev.espalier.model.file.Origin;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code espalier inspect}: what a model file holds. */
@Command(
        name = "inspect",
        description = "Shows what a model file holds: layers, costs, how the model was made, and what it compiles to.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: espalier inspect small.espalier --compiled --dense --html small.html"})
final class InspectCommand implements Callable<Integer> {

    @Mixin
    private ModelSource source;

    @Option(
            names = "--compiled",
            description = "Also compiles it for this machine, and times every call of the native code.")
    private boolean compiled;

    @Option(
            names = "--dense",
            description = "With --compiled: beside the same network with no weight zero, layer by layer.")
    private boolean dense;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes the tables to a web page, too.")
    private Path page;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (dense && !compiled) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--dense needs --compiled: it compares times");
        }
        Model model = source.open();
        PrintWriter out = spec.commandLine().getOut();
        Inspection plain = Inspection.of(model);
        out.println(plain);
        out.println();
        out.println("History:");
        for (Step step : model.history()) {
            out.println("  " + step);
        }
        out.printf(Locale.ROOT, "%nThe file has %,d bytes%s.%n", Files.size(source.file()), writtenBy());
        out.flush();
        StringBuilder html = new StringBuilder(html(plain));
        if (compiled) {
            try (CompiledModel code = Compile.here().apply(model)) {
                Inspection timed = Inspection.of(code, dense, Progress.NONE, Cancellation.ON_INTERRUPT);
                out.println();
                out.println(timed);
                html.append(html(timed));
            }
        }
        if (page != null) {
            String text = "<!DOCTYPE html><meta charset=\"utf-8\"><title>" + Html.escape(model.name()) + "</title>"
                    + "<style>body { font: 14px sans-serif; margin: 2em }</style>" + html;
            AtomicFile.write(page, to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
        }
        return CommandLine.ExitCode.OK;
    }

    private String writtenBy() throws IOException {
        if (!Exchange.isOwn(source.file())) {
            return "";
        }
        Origin origin = ModelFile.origin(source.file());
        return " and was written by Espalier " + origin.library() + " on Java " + origin.java()
                + origin.created().map(when -> ", " + when).orElse("");
    }

    private static String html(Inspection inspection) {
        return new InspectionRenderer().render(inspection).data().get("text/html");
    }
}
