package dev.espalier.kernel.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code espalier lab}: Jupyter in the browser, with the kernel, without installing it anywhere. */
@Command(
        name = "lab",
        description = "Opens Jupyter with the Espalier kernel: JupyterLab, or the classic Notebook.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: espalier lab notebooks -- --no-browser --port 8899"})
final class LabCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "Where to start. Default: here.")
    private Path folder = Path.of("");

    @Parameters(paramLabel = "OPTIONS", index = "1..*", description = "Passed to Jupyter, after --.")
    private List<String> options = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (Jupyter.program("jupyter-lab").isPresent()) {
            command.addAll(List.of("jupyter-lab"));
        } else if (Jupyter.program("jupyter-notebook").isPresent()) {
            command.addAll(List.of("jupyter-notebook"));
        } else {
            throw new CommandException(
                    CommandException.FAILED,
                    "Jupyter is not on the PATH; install it with \"sudo apt-get install jupyter-notebook\""
                            + " or \"pip install jupyterlab\"");
        }
        if (System.getProperty("user.name").equals("root")) {
            command.add("--allow-root");
        }
        command.addAll(options);
        Path data = dataFolder();
        KernelSpec.here().install(data);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toAbsolutePath().toFile())
                .inheritIO();
        builder.environment()
                .merge("JUPYTER_PATH", data.toString(), (others, ours) -> ours + File.pathSeparator + others);
        Process jupyter = builder.start();
        // Ctrl-C reaches Jupyter too, which asks before it ends: this process must not leave the terminal before.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                jupyter.waitFor();
            } catch (InterruptedException hurry) {
                jupyter.destroy();
            }
        }));
        return jupyter.waitFor();
    }

    private static Path dataFolder() {
        String home = System.getProperty("espalier.home");
        return home == null
                ? Path.of(System.getProperty("java.io.tmpdir"), "espalier-jupyter")
                : Path.of(home, "target", "jupyter");
    }
}
