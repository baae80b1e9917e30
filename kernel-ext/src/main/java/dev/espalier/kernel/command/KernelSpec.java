package dev.espalier.kernel.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How Jupyter starts the kernel.
 *
 * @param command absolute program and its arguments; Jupyter replaces {@code {connection_file}}
 * @see <a href="https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs">kernel specs</a>
 */
record KernelSpec(List<String> command) {
    static final String NAME = "espalier";
    static final String DISPLAY_NAME = "Java (Espalier)";

    KernelSpec {
        command = List.copyOf(command);
    }

    /** The kernel of this very program: through the launcher, which sizes the memory, or this JVM's own class path. */
    static KernelSpec here() {
        String home = System.getProperty("espalier.home");
        List<String> start = new ArrayList<>();
        if (home != null) {
            start.add(Path.of(home, "espalier").toString());
        } else {
            start.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            start.add("--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED"); // see the launcher
            start.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        }
        start.addAll(List.of("kernel", "{connection_file}"));
        return new KernelSpec(start);
    }

    /**
     * Writes the specification.
     *
     * @param jupyterData one of Jupyter's data directories
     * @return the directory of the kernel
     */
    Path install(Path jupyterData) throws IOException {
        Path folder = jupyterData.toAbsolutePath().resolve("kernels").resolve(NAME);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("argv", command);
        json.put("display_name", DISPLAY_NAME);
        json.put("language", "java");
        json.put("interrupt_mode", "message");
        json.put("metadata", Map.of("debugger", false));
        String text =
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json);
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(folder.resolve("kernel.json"), out -> out.write(bytes));
        return folder;
    }
}
