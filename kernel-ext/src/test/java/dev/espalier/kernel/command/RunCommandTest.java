package dev.espalier.kernel.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.notebook.Cell;
import dev.espalier.kernel.notebook.CellOutput;
import dev.espalier.kernel.notebook.Notebook;
import dev.espalier.kernel.notebook.NotebookReader;
import dev.espalier.kernel.notebook.NotebookWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void runsANotebookWithParametersAndWritesBothFiles() throws Exception {
        Path file = folder.resolve("my notebook.ipynb");
        Path results = folder.resolve("results");
        Notebook notebook = Notebook.java(List.of(
                new Cell.Markdown("title", "# Doubling", Map.of(), Map.of()),
                code("parameters", "int n = 1;\nString who = \"nobody\";", "parameters"),
                code("double", "System.out.println(who);\n2 * n"),
                code("fails", "throw new IllegalStateException(\"on purpose\");", "raises-exception")));
        NotebookWriter.write(notebook, file);

        int code = run("run", file.toString(), "-p", "n=21", "-p", "who=a=b", "--out", results.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("cell 3/4  System.out.println(who);\na=b\n42\ncell 3/4  done in ")
                .contains("Written: " + results.resolve("my notebook.ipynb") + " and ")
                .containsPattern("4 cells in [0-9.]+ s, 1 failed as allowed\\.");
        Notebook ran = NotebookReader.read(results.resolve("my notebook.ipynb"));
        assertThat(ran.cells()).hasSize(5);
        assertThat(((Cell.Code) ran.cells().get(3)).outputs())
                .anyMatch(shown -> shown instanceof CellOutput.Result result
                        && "42".equals(result.data().get("text/plain")));
        assertThat(results.resolve("my notebook.html")).content().contains("<title>Doubling</title>", ">42</pre>");
        assertThat(NotebookReader.read(file)).as("the source").isEqualTo(notebook);
    }

    @Test
    void aFailedCellFailsTheRunButKeepsItsOutputs() throws Exception {
        Path file = folder.resolve("bad.ipynb");
        NotebookWriter.write(
                Notebook.java(List.of(code("a", "1 + 1"), code("b", "int x = \"text\";"), code("c", "3"))), file);

        assertThat(run("run", file.toString(), "--in-place")).isEqualTo(1);

        assertThat(err.toString())
                .startsWith("espalier: bad.ipynb, code cell 2: ")
                .hasLineCount(1);
        List<Cell> ran = NotebookReader.read(file).cells();
        assertThat(((Cell.Code) ran.get(1)).outputs())
                .singleElement()
                .isInstanceOfSatisfying(CellOutput.Failure.class, failure -> assertThat(failure.name())
                        .isEqualTo("CompilationError"));
        assertThat(((Cell.Code) ran.get(2)).count()).isEmpty();
    }

    @Test
    void runsAScriptCutWhereItIsComplete() throws Exception {
        Path script = Files.writeString(
                folder.resolve("a.jsh"),
                """
                #!/usr/bin/env -S espalier run
                int twice(int n) {

                    return 2 * n;
                }

                twice(4)

                %lsmagic

                nowhere()
                """);

        assertThat(run("run", script.toString())).isEqualTo(1);

        assertThat(out.toString())
                .contains("cell 2/4  twice(4)\n8\n", "cell 3/4  %lsmagic\n", "cell 4/4  failed after");
        assertThat(err.toString()).startsWith("espalier: a.jsh, line 11: ").hasLineCount(1);
        try (var files = Files.list(folder)) {
            assertThat(files).as("a script without --out leaves no files").containsExactly(script);
        }
    }

    @Test
    void aCellThatTakesTooLongFailsTheRunAndItsOutputsAreKept() throws Exception {
        Path file = folder.resolve("slow.ipynb");
        NotebookWriter.write(Notebook.java(List.of(code("a", "1 + 1"), code("b", "while (true) {}"))), file);

        assertThat(run(
                        "run",
                        file.toString(),
                        "--timeout",
                        "8",
                        "--out",
                        folder.resolve("o").toString()))
                .isEqualTo(124);

        assertThat(err.toString())
                .isEqualTo("espalier: slow.ipynb, code cell 2: the cell was stopped after its limit of 8 s\n");
        List<Cell> ran = NotebookReader.read(folder.resolve("o/slow.ipynb")).cells();
        assertThat(((Cell.Code) ran.get(0)).outputs()).hasSize(1);
        assertThat(((Cell.Code) ran.get(1)).outputs())
                .singleElement()
                .isInstanceOfSatisfying(CellOutput.Failure.class, failure -> assertThat(failure.name())
                        .isEqualTo("CellTimeout"));
        assertThat(run("run", file.toString(), "--timeout", "0")).isEqualTo(2);
    }

    private static Cell.Code code(String id, String source, String... tags) {
        return new Cell.Code(id, source, tags.length == 0 ? Map.of() : Map.of("tags", List.of(tags)));
    }

    private int run(String... arguments) {
        return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }
}
