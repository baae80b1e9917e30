package dev.espalier.kernel.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelInstallTest {

    @TempDir
    Path folder;

    @Test
    void writesASpecificationJupyterCanStart() throws Exception {
        StringWriter out = new StringWriter();

        int code = Main.commandLine(new PrintWriter(out, true), new PrintWriter(out, true))
                .execute("kernel", "install", "--prefix", folder.toString());

        Path kernel = folder.resolve("share/jupyter/kernels/espalier");
        assertThat(code).isZero();
        assertThat(out.toString()).isEqualTo("Installed the kernel \"Java (Espalier)\" in " + kernel + "\n");
        JsonNode json =
                new ObjectMapper().readTree(kernel.resolve("kernel.json").toFile());
        assertThat(Path.of(json.path("argv").path(0).textValue())).isAbsolute().isExecutable();
        assertThat(json.path("argv")).last().hasToString("\"{connection_file}\"");
        assertThat(json.path("interrupt_mode").textValue()).isEqualTo("message");
        assertThat(json.path("language").textValue()).isEqualTo("java");
        try (var files = Files.list(kernel)) {
            assertThat(files).as("no drafts are left").hasSize(1);
        }
    }

    @Test
    void goesThroughTheLauncherWhereThereIsOne() throws Exception {
        Path kernel = new KernelSpec(List.of("/home/x/espalier", "kernel", "{connection_file}")).install(folder);

        assertThat(kernel.resolve("kernel.json"))
                .content()
                .contains("\"argv\" : [ \"/home/x/espalier\", \"kernel\", \"{connection_file}\" ]");
    }

    @Test
    void knowsJupytersDirectories() {
        Path home = Path.of("/home/x");

        assertThat(Jupyter.userData(Map.of(), home, "Linux")).isEqualTo(Path.of("/home/x/.local/share/jupyter"));
        assertThat(Jupyter.userData(Map.of(), home, "Mac OS X")).isEqualTo(Path.of("/home/x/Library/Jupyter"));
        assertThat(Jupyter.userData(Map.of("XDG_DATA_HOME", "/d"), home, "Linux"))
                .isEqualTo(Path.of("/d/jupyter"));
        assertThat(Jupyter.userData(Map.of("JUPYTER_DATA_DIR", "/j"), home, "Linux"))
                .isEqualTo(Path.of("/j"));
    }
}
