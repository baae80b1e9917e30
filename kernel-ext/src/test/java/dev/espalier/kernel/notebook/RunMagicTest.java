package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.CellResult;
import dev.espalier.kernel.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMagicTest {

    @TempDir
    Path folder;

    private final StringBuffer printed = new StringBuffer();
    private final Session session =
            new Session(Options.defaults(), new Magics(List.of(new RunMagic())), Renderers.of(List.of()));

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void runsANotebookWithParametersInThisSession() throws IOException {
        Path file = folder.resolve("n.ipynb");
        NotebookWriter.write(
                Notebook.java(List.of(
                        new Cell.Code("p", "int n = 1;\nString s = \"\";", Map.of("tags", List.of("parameters"))),
                        new Cell.Code("f", "int bad = 1 / 0;", Map.of("tags", List.of("raises-exception"))),
                        new Cell.Code("u", "System.out.println(s);\n2 * n", Map.of()))),
                file);
        assertThat(value("%run '" + file + "' n=21 's=a b'")).isEqualTo("42");
        assertThat(printed.toString()).contains("a b\n");
        assertThat(value("n")).as("stays").isEqualTo("21");
        assertThat(failure("%run '" + file + "' m=1"))
                .isEqualTo("there is no parameter 'm'; the notebook declares n, s");
        assertThat(failure("%run '" + file + "' m")).isEqualTo("%run: 'm' is no parameter; write NAME=VALUE");
    }

    @Test
    void runsScriptsWithMagicsAndPrograms() throws IOException {
        Path inner = Files.writeString(folder.resolve("inner.jsh"), "int a = 40;\n");
        Path script = Files.writeString(folder.resolve("s.jsh"), "%run '" + inner + "'\na + 2\n");
        assertThat(value("%run '" + script + "'")).isEqualTo("42");
        Path program = Files.writeString(
                folder.resolve("Tool.java"),
                "package some.where;\npublic class Tool {\n  public static void main(String[] args) {\n"
                        + "    System.out.println(args.length + args[1]);\n  }\n}\n");
        assertThat(session.run("%run -t '" + program + "' x 'y \"z'", new Shown()))
                .isEqualTo(new CellResult.Done());
        assertThat(printed.toString()).contains("2y \"z\n").containsPattern("Tool.java: [0-9.]+ s");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThat(failure("%run nothing.jsh")).isEqualTo("there is no file nothing.jsh");
        assertThat(failure("%run a.txt")).isEqualTo("%run: FILE should end in .ipynb, .jsh or .java, found 'a.txt'");
        Path bad = Files.writeString(folder.resolve("bad.jsh"), "// %%\nint x = \"\";\n// %%\n7\n");
        assertThat(failure("%run '" + bad + "'")).contains("incompatible types");
        assertThat(value("%run -e '" + bad + "'")).isEqualTo("7");
    }

    private String value(String cell) {
        CellResult result = session.run(cell, new Shown());
        assertThat(result).isInstanceOf(CellResult.Value.class);
        return ((CellResult.Value) result).shown().plain();
    }

    private String failure(String cell) {
        CellResult result = session.run(cell, new Shown());
        assertThat(result).isInstanceOf(CellResult.Failure.class);
        return ((CellResult.Failure) result).message();
    }

    private final class Shown implements Output {
        @Override
        public void print(Channel channel, String text) {
            printed.append(text);
        }

        @Override
        public void display(MimeBundle value, String displayId) {}

        @Override
        public void update(MimeBundle value, String displayId) {}

        @Override
        public void clear(boolean wait) {}
    }
}
