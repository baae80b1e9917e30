package dev.espalier.kernel.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PyTorch, in the Python that has it, by the scripts beside this class.
 *
 * @param layout how an image's numbers lie in memory
 */
public record PyTorch(Layout layout) implements Engine {

    /** An order of an image's numbers in memory. */
    public enum Layout {
        NCHW(" NCHW"),
        CHANNELS_LAST(" channels-last"),
        /** There are no images. */
        PLAIN("");

        private final String suffix;

        Layout(String suffix) {
            this.suffix = suffix;
        }
    }

    /** How Debian's users get it. */
    public static final String REMEDY = "sudo apt-get install python3-torch libopenblas0";

    private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");
    /** Projects weights onto structures. */
    static final String PRUNING = "torch_prune.py";

    private static final String TRAINING = "torch_worker.py";
    private static final List<String> SCRIPTS = List.of(TRAINING, "torch_nets.py", PRUNING);
    private static final Path LIBRARIES = Path.of("/usr/lib");
    /** Of Debian's builds, the one whose threads are those PyTorch itself uses comes first. */
    private static final List<String> BLAS = List.of("openblas-openmp", "openblas-pthread", "openblas-serial");

    @Override
    public String house() {
        return "PyTorch";
    }

    @Override
    public String name() {
        return house() + layout.suffix;
    }

    @Override
    public Worker start(Assignment task, int threads) throws PeerException {
        return start(task.folder(), TRAINING, threads, layout.name());
    }

    /**
     * Starts one of the scripts beside this class: {@code SCRIPT FOLDER THREADS ARGUMENT}.
     *
     * @param folder for the scripts, and what they read
     */
    static Worker start(Path folder, String script, int threads, String argument) throws PeerException {
        String python = python().orElseThrow(() -> new PeerException("no Python here has PyTorch: " + REMEDY, null));
        copyScripts(folder);
        ProcessBuilder process = new ProcessBuilder(
                python, folder.resolve(script).toString(), folder.toString(), Integer.toString(threads), argument);
        Map<String, String> environment = process.environment();
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        environment.put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        environment.put("OPENBLAS_THREAD_TIMEOUT", "4");
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        openBlas(LIBRARIES).ifPresent(libraries -> environment.put("LD_LIBRARY_PATH", libraries.toString()));
        return Worker.start(process, folder);
    }

    /** A Python that has PyTorch, if there is one. */
    public static Optional<String> python() {
        return PYTHONS.stream().filter(PyTorch::imports).findFirst();
    }

    private static boolean imports(String python) {
        return new PythonProgram(python)
                .succeeds(
                        "import importlib.util as u, sys; sys.exit(not (u.find_spec('torch') and u.find_spec('numpy')))");
    }

    /**
     * Where Debian has the OpenBLAS to prefer. Its PyTorch uses whatever BLAS the system has, by default the slow
     * reference one.
     */
    static Optional<Path> openBlas(Path libraries) {
        List<Path> found = new ArrayList<>();
        for (String build : BLAS) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(libraries)) {
                for (Path folder : folders) {
                    Path candidate = folder.resolve(build);
                    if (Files.exists(candidate.resolve("libblas.so.3"))) {
                        found.add(candidate);
                    }
                }
            } catch (IOException notThere) {
                return Optional.empty();
            }
        }
        return found.stream().findFirst();
    }

    private static void copyScripts(Path folder) throws PeerException {
        try {
            for (String name : SCRIPTS) {
                try (InputStream source = PyTorch.class.getResourceAsStream(name)) {
                    Files.copy(source, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException unwritable) {
            throw new PeerException("its script cannot be written to " + folder, unwritable);
        }
    }
}
