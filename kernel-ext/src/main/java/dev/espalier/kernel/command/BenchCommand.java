package dev.espalier.kernel.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code espalier bench}: measurements against other tools. */
@Command(
        name = "bench",
        description = "Measures Espalier and its peers alternately on the same work.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchCompilerCommand.class,
            BenchEngineCommand.class,
            BenchKernelCommand.class,
            BenchKernelsCommand.class,
            BenchPruneCommand.class
        },
        footer = {"", "Example: espalier bench engine --threads 1"})
final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a suite is missing: compiler, engine, kernel, kernels or prune");
    }
}
