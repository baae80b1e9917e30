package dev.espalier.kernel.command;

import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.compile.translate.JavaClass;
import dev.espalier.data.DataPlaces;
import dev.espalier.data.FashionMnist;
import dev.espalier.engine.NativeBackend;
import dev.espalier.fpga.Tool;
import dev.espalier.kernel.bench.PyTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What {@code espalier doctor} looks at. */
final class Machine {
    private static final Set<String> VECTORS =
            Set.of("avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512_vnni", "amx_bf16");

    private final DataPlaces places;
    private final Path cpuInfo;
    private final List<Finding> findings = new ArrayList<>();

    private Machine(DataPlaces places, Path cpuInfo) {
        this.places = places;
        this.cpuInfo = cpuInfo;
    }

    /** Everything, in the order of importance. */
    static List<Finding> examine() {
        return examine(DataPlaces.system(), Path.of("/proc/cpuinfo"));
    }

    static List<Finding> examine(DataPlaces places, Path cpuInfo) {
        Machine machine = new Machine(places, cpuInfo);
        machine.java();
        machine.program("mvn", "Maven", "building from source", "sudo apt-get install maven");
        machine.jupyter();
        machine.cpu();
        machine.memory();
        machine.data();
        machine.cache();
        machine.program(
                "fc-match", "fontconfig", "text in charts", "sudo apt-get install fontconfig fonts-dejavu-core");
        machine.compilers();
        machine.pyTorch();
        machine.hardwareTools();
        return machine.findings;
    }

    private void java() {
        String java =
                Runtime.version() + " (" + System.getProperty("java.vendor") + "), " + System.getProperty("java.home");
        boolean shell = ModuleLayer.boot().findModule("jdk.jshell").isPresent();
        findings.add(
                shell
                        ? Finding.ok("Java", java)
                        : Finding.broken(
                                "Java",
                                java + " lacks the module jdk.jshell, which runs cells",
                                "install a JDK of version 17 or later and name it in ESPALIER_JAVA_HOME"));
    }

    private void program(String name, String title, String purpose, String remedy) {
        findings.add(Jupyter.program(name)
                .map(path -> Finding.ok(title, path.toString()))
                .orElseGet(() -> Finding.missing(title, purpose, remedy)));
    }

    private void jupyter() {
        Optional<Path> front = Jupyter.program("jupyter-lab").or(() -> Jupyter.program("jupyter-notebook"));
        findings.add(front.map(path -> Finding.ok("Jupyter", path.toString()))
                .orElseGet(() -> Finding.missing(
                        "Jupyter",
                        "espalier lab (not for espalier run)",
                        "sudo apt-get install jupyter-notebook, or pip install jupyterlab")));
        findings.add(Jupyter.kernelPlaces().stream()
                .map(place -> place.resolve(KernelSpec.NAME))
                .filter(Files::isDirectory)
                .findFirst()
                .map(place -> Finding.ok("kernel", "installed in " + place))
                .orElseGet(() -> Finding.missing(
                        "kernel", "a Jupyter of your own (espalier lab brings it)", "espalier kernel install")));
    }

    private void pyTorch() {
        findings.add(PyTorch.python()
                .map(python -> Finding.ok("PyTorch", "in " + python))
                .orElseGet(() ->
                        Finding.missing("PyTorch", "comparisons (espalier bench engine, and a test)", PyTorch.REMEDY)));
    }

    private void compilers() {
        Target target = Target.host();
        List<Toolchain> all = Toolchain.all(target);
        findings.add(Finding.ok("target", target.toString()));
        if (all.isEmpty()) {
            findings.add(Finding.missing("C compiler", "native code of models (%compile)", Toolchain.REMEDY));
            findings.add(
                    JavaClass.possible()
                            ? Finding.ok("Java vectors", "taken: models are compiled to Java")
                            : Finding.missing(
                                    "Java vectors",
                                    "models compiled to Java (%compile without a C compiler)",
                                    JavaClass.REMEDY));
        }
        for (Toolchain one : all) {
            boolean taken = one.equals(all.get(0));
            findings.add(Finding.ok(
                    "C compiler",
                    String.join(" ", one.command()) + ", " + one.version() + ", by " + one.origin()
                            + (taken ? "" : "; not taken")));
        }
    }

    private void hardwareTools() {
        for (Tool tool : Tool.values()) {
            findings.add(tool.find()
                    .map(path -> Finding.ok(tool.title(), path.toString()))
                    .orElseGet(() -> Finding.missing(tool.title(), tool.purpose(), tool.remedy())));
        }
    }

    private void cpu() {
        String model = System.getProperty("os.arch");
        Set<String> vectors = new TreeSet<>();
        try {
            for (String line : Files.readAllLines(cpuInfo)) {
                String value = line.substring(line.indexOf(':') + 1).strip();
                if (line.startsWith("model name")) {
                    model = value;
                } else if (line.startsWith("flags")) {
                    vectors.addAll(List.of(value.split(" ")));
                }
            }
            vectors.retainAll(VECTORS);
        } catch (IOException notLinux) {
            // The architecture is all that is known.
        }
        findings.add(Finding.ok(
                "CPU",
                model + ", " + Runtime.getRuntime().availableProcessors() + " processors"
                        + (vectors.isEmpty() ? "" : ", " + String.join(" ", vectors))));
        try {
            findings.add(Finding.ok("native build", NativeBackend.select()));
        } catch (IllegalStateException unsupported) {
            findings.add(new Finding(Finding.State.BROKEN, "native build", unsupported.getMessage()));
        }
    }

    private void memory() {
        String limit = System.getProperty("org.bytedeco.javacpp.maxphysicalbytes", "not limited");
        findings.add(Finding.ok(
                "memory",
                String.format(
                        Locale.ROOT,
                        "Java heap up to %,d MB, with native arrays up to %s; ESPALIER_JAVA_OPTS changes both",
                        Runtime.getRuntime().maxMemory() >> 20,
                        limit)));
    }

    private void data() {
        findings.add(FashionMnist.find(places)
                .map(place -> Finding.ok("Fashion-MNIST", place.toString()))
                .orElseGet(() -> Finding.missing(
                        "Fashion-MNIST",
                        "the notebooks' real figures (without it they use an excerpt or a download)",
                        "sudo apt-get install dataset-fashion-mnist")));
        places.given()
                .ifPresent(given -> findings.add(
                        Files.isDirectory(given)
                                ? Finding.ok("ESPALIER_DATA", given.toString())
                                : Finding.missing(
                                        "ESPALIER_DATA", "data of your own", "there is no directory " + given)));
    }

    private void cache() {
        Path cache = places.cache();
        Path existing = cache;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        findings.add(
                existing != null && Files.isDirectory(existing) && Files.isWritable(existing)
                        ? Finding.ok("cache", cache.toString())
                        : Finding.missing(
                                "cache", "keeping downloads", cache + " is not writable; set ESPALIER_CACHE"));
    }
}
