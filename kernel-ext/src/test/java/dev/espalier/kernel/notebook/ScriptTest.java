package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptTest {
    private static final Predicate<String> BRACES_CLOSED =
            text -> text.chars().filter(c -> c == '{').count()
                    == text.chars().filter(c -> c == '}').count();

    @Test
    void cutsAtMarks() {
        List<Cell> cells = Script.parse(
                        """
                        int first = 1;

                        // %% [markdown]
                        // # Title
                        // text

                        // %% train it
                        %train net

                        int a = 2;
                        """,
                        text -> false)
                .cells();

        assertThat(cells)
                .extracting(Cell::source)
                .containsExactly(
                        "int first = 1;",
                        "# Title\ntext",
                        """
                %train net

                int a = 2;""");
        assertThat(cells.get(1)).isInstanceOf(Cell.Markdown.class);
        assertThat(cells).extracting(Script::line).containsExactly(1, 0, 8);
    }

    @Test
    void cutsAtBlankLinesWhereTheTextIsComplete() {
        List<Cell> cells = Script.parse(
                        """
                        #!/usr/bin/env -S espalier run

                        // About this script.

                        void f() {

                            int a;
                        }


                        %lsmagic
                        // the end
                        """,
                        BRACES_CLOSED)
                .cells();

        assertThat(cells)
                .extracting(Cell::source)
                .containsExactly("// About this script.\n\nvoid f() {\n\n    int a;\n}", "%lsmagic\n// the end");
        assertThat(cells).extracting(Script::line).containsExactly(3, 11);
    }

    @Test
    void leavesAnUnfinishedEndToTheCompiler() {
        assertThat(Script.parse("int a = 1;\n\nvoid f() {\n\n", BRACES_CLOSED).cells())
                .extracting(Cell::source)
                .containsExactly("int a = 1;", "void f() {");
    }

    @Test
    void refusesWhatIsNoText(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("a.jsh"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> Script.read(file, text -> true))
                .isInstanceOf(NotebookException.class)
                .hasMessage("a.jsh: the script is not text in UTF-8");
    }
}
