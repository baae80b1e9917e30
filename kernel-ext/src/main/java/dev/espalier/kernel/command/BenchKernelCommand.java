package dev.espalier.kernel.command;

import dev.espalier.kernel.bench.EnduranceSuite;
import dev.espalier.kernel.bench.JupyterSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code espalier bench kernel}: how fast the Jupyter kernel starts and answers. */
@Command(
        name = "kernel",
        description = {
            "Starts our Jupyter kernel, a minimal one on the same base library and ipykernel, in turns, and times what"
                    + " their users wait for.",
            "A kernel that cannot take part is named with the reason and left out."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example: espalier bench kernel --rounds 3 --json kernel.json"})
final class BenchKernelCommand implements Callable<Integer> {

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Starts of each kernel. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--endurance",
            paramLabel = "CELLS",
            arity = "0..1",
            fallbackValue = "10000",
            description = {
                "Instead, run CELLS small cells (default: ${FALLBACK-VALUE}), a tenth as many charts and a two-hundredth"
                        + " as many kernels,",
                "and print what they leave in memory, and of processes, ports and files."
            })
    private Integer endurance;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to FILE too.")
    private Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        BenchRun.positive(spec, "--rounds", List.of(rounds));
        if (endurance != null) {
            BenchRun.positive(spec, "--endurance", List.of(endurance));
            return BenchRun.of(spec, null, "cells", new EnduranceSuite(endurance)::run);
        }
        return BenchRun.of(spec, json, "kernels", new JupyterSuite(rounds, Optional.ofNullable(json))::run);
    }
}
