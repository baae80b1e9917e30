package dev.espalier.kernel.command;

import dev.espalier.experiment.Experiment;
import dev.espalier.experiment.ExperimentException;
import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.experiment.Findings;
import dev.espalier.experiment.FindingsFile;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.kernel.magic.LiveProgress;
import dev.espalier.kernel.notebook.TerminalView;
import dev.espalier.kernel.render.FindingsRenderer;
import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.model.AtomicFile;
import dev.espalier.model.TextTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier reproduce}: the experiments of papers, and what becomes of their claims. */
@Command(
        name = "reproduce",
        description = {
            "Runs the experiments of a paper, or of all, and decides on its claims by rules that were written before.",
            "What is done is kept in the folder of results and not run twice: stop it at any time, and run it again to go on.",
            "A contradicted claim is a result; the exit code tells only whether everything was run."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example: espalier reproduce 2102.11068 --profile quick"})
final class ReproduceCommand implements Callable<Integer> {

    private static final String ALL = "all";

    @Parameters(paramLabel = "PAPER", description = "Its number on arXiv, or 'all'.")
    private String paper;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            defaultValue = "quick",
            description =
                    "smoke (a minute and a half), quick (ten minutes) or full (hours). Default: ${DEFAULT-VALUE}.")
    private String profile;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "results",
            description = "Where outcomes, claims and the report are kept. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "Arms at a time. Default: as many as there are processors, and memory for.")
    private Integer processes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Experiment> experiments = experiments();
        int atATime = processes == null ? Experiment.mostProcesses() : processes;
        BenchRun.positive(spec, "--processes", List.of(atATime));
        TerminalView view = Terminal.view(spec.commandLine().getOut());
        List<Findings> all = new ArrayList<>();
        try (StopSignal signal = new StopSignal(() -> {})) {
            for (Experiment experiment : experiments) {
                try (LiveProgress progress = new LiveProgress(view.output(), Renderers.installed())) {
                    experiment.run(atATime, progress, signal::requested);
                } catch (CancellationException stopped) {
                    spec.commandLine()
                            .getErr()
                            .println("espalier: stopped; " + experiment.left().size()
                                    + " arms are left, to go on: espalier reproduce " + paper + " --profile " + profile
                                    + " --out " + out);
                    return CommandException.STOPPED;
                } catch (ExperimentException failed) {
                    throw new CommandException(CommandException.FAILED, failed.getMessage());
                }
                Findings findings = Findings.of(experiment);
                FindingsFile.write(findings);
                view.value(findings.toString());
                all.add(findings);
            }
            view.value(all.size() > 1 ? summary(all) : "");
            view.value("Written: " + report(all));
        }
        return CommandLine.ExitCode.OK;
    }

    private List<Experiment> experiments() {
        try {
            RunProfile extent = RunProfile.parse(profile);
            List<String> papers = paper.equals(ALL)
                    ? Recipe.all().stream()
                            .map(recipe -> recipe.paper().arxiv())
                            .toList()
                    : List.of(paper);
            return papers.stream()
                    .map(arxiv -> Experiment.in(out, arxiv, extent))
                    .toList();
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
        }
    }

    private static String summary(List<Findings> all) {
        List<String> headings = new ArrayList<>(List.of("paper", "title"));
        Arrays.stream(Verdict.values()).forEach(verdict -> headings.add(">" + verdict));
        headings.add(">seconds");
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (Findings findings : all) {
            List<String> row = new ArrayList<>(
                    List.of(findings.paper().arxiv(), findings.paper().title()));
            Arrays.stream(Verdict.values()).forEach(verdict -> row.add(Long.toString(findings.count(verdict))));
            row.add(String.format(Locale.ROOT, "%.0f", findings.origins().seconds()));
            table.row(row.toArray(String[]::new));
        }
        return table.toString();
    }

    private Path report(List<Findings> all) throws IOException {
        Path page = out.resolve("report-" + paper + "-" + profile + ".html");
        StringBuilder html = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>"
                + Html.escape("Espalier: reproduction of " + paper) + "</title>"
                + "<style>:root { color-scheme: light dark } body { font: 14px sans-serif; margin: 2em; max-width: 80em }"
                + " td, th { vertical-align: top; padding: .2em .6em }</style>");
        if (all.size() > 1) {
            html.append(Html.preformatted(summary(all)));
        }
        all.forEach(findings -> html.append("<section style=\"margin-bottom:3em\">")
                .append(new FindingsRenderer().render(findings).data().get("text/html"))
                .append("</section>"));
        byte[] text = html.toString().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(page, to -> to.write(text));
        return page;
    }
}
