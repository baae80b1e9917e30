package dev.espalier.kernel.command;

import dev.espalier.kernel.protocol.KernelServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code espalier kernel}: what Jupyter starts, and its installation. */
@Command(
        name = "kernel",
        description = "Installs the Jupyter kernel.",
        mixinStandardHelpOptions = true,
        subcommands = KernelCommand.Install.class,
        footer = {"", "Example: espalier kernel install --user"})
final class KernelCommand implements Callable<Integer> {

    @Parameters(paramLabel = "CONNECTION_FILE", arity = "0..1", hidden = true)
    private Path connection;

    @Option(names = "--rehearse", hidden = true, description = "Start, run some cells, and end.")
    private boolean rehearse;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (rehearse) {
            Rehearsal.run();
            return CommandLine.ExitCode.OK;
        }
        if (connection == null) {
            throw new ParameterException(spec.commandLine(), "a command is missing: install");
        }
        KernelServer.run(connection);
        return CommandLine.ExitCode.OK;
    }

    /** {@code espalier kernel install}. */
    @Command(
            name = "install",
            description = "Makes the kernel known to Jupyter. It runs from this source tree: keep it where it is.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example: espalier kernel install --prefix /opt/jupyter"})
    static final class Install implements Callable<Integer> {

        @ArgGroup
        private Where where = new Where();

        @Spec
        private CommandSpec spec;

        private static final class Where {
            @Option(names = "--user", description = "For the current user; the default.")
            private boolean user;

            @Option(
                    names = "--prefix",
                    paramLabel = "DIR",
                    description = "Into DIR/share/jupyter, for an environment or a container.")
            private Path prefix;

            @Option(names = "--sys-prefix", description = "Into the environment of the python3 on the PATH.")
            private boolean sysPrefix;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            Path data = where.prefix != null
                    ? where.prefix.resolve("share/jupyter")
                    : where.sysPrefix ? Jupyter.pythonPrefix().resolve("share/jupyter") : Jupyter.userData();
            Path kernel = KernelSpec.here().install(data);
            spec.commandLine()
                    .getOut()
                    .println("Installed the kernel \"" + KernelSpec.DISPLAY_NAME + "\" in " + kernel);
            return CommandLine.ExitCode.OK;
        }
    }
}
