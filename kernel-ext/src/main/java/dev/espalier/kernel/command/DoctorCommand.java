package dev.espalier.kernel.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code espalier doctor}: what this machine has, what it lacks, and how to get that. */
@Command(
        name = "doctor",
        description = "Shows what this machine has and lacks, what each thing is for, and how to get it.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: espalier doctor"})
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Finding> findings = Machine.examine();
        PrintWriter out = spec.commandLine().getOut();
        findings.forEach(out::println);
        return findings.stream().anyMatch(Finding::blocks) ? CommandException.FAILED : CommandLine.ExitCode.OK;
    }
}
