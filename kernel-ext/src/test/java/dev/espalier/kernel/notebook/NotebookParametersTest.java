package dev.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotebookParametersTest {
    private static final Cell.Code DECLARING = new Cell.Code(
            "p",
            """
            int epochs = 10;   // how long
            final double rate = 0.5;
            long seed = 1L; float momentum = 0.9f;
            String profile = "full";
            var data = "fashion-mnist";
            var batch = 64; // images
            boolean verbose = false;
            List<Integer> widths = List.of(1, 2);
            """,
            Map.of("tags", List.of("parameters")));
    private static final Cell.Code OTHER = new Cell.Code("o", "epochs + 1", Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "epochs  | 3              | epochs = 3;",
                "rate    | .25            | rate = 0.25;",
                "seed    | 7              | seed = 7L;",
                "profile | quick          | profile = \"quick\";",
                "data    | a\"b\\c         | data = \"a\\\"b\\\\c\";",
                "batch   | 1_000          | batch = 1000;",
                "verbose | true           | verbose = true;",
                "widths  | List.of(3, 4)  | widths = List.of(3, 4);"
            })
    void assignsAValueOfTheDeclaredType(String name, String value, String assignment) throws NotebookException {
        Notebook injected = NotebookParameters.inject(notebook(DECLARING, OTHER), Map.of(name, value));

        assertThat(injected.cells()).hasSize(3);
        assertThat(injected.cells().get(1).tagged("injected-parameters")).isTrue();
        assertThat(injected.cells().get(1).source()).isEqualTo("// Given on the command line.\n" + assignment);
    }

    @Test
    void replacesTheCellOfAnEarlierRun() throws NotebookException {
        Notebook once = NotebookParameters.inject(notebook(DECLARING, OTHER), Map.of("epochs", "1"));

        Notebook twice = NotebookParameters.inject(once, new TreeMap<>(Map.of("epochs", "2", "batch", "8")));

        assertThat(twice.cells())
                .extracting(Cell::source)
                .hasSize(3)
                .contains("// Given on the command line.\nbatch = 8;\nepochs = 2;");
    }

    @Test
    void leavesANotebookWithoutValuesAlone() throws NotebookException {
        Notebook notebook = notebook(OTHER);

        assertThat(NotebookParameters.inject(notebook, Map.of())).isSameAs(notebook);
    }

    @Test
    void namesWhatDoesNotFit() {
        assertRefused(DECLARING, "epoch", "3", "there is no parameter 'epoch'; the notebook declares epochs, rate,");
        assertRefused(DECLARING, "epochs", "three", "parameter 'epochs' is of type int, found 'three'");
        assertRefused(DECLARING, "verbose", "yes", "parameter 'verbose' is of type boolean, found 'yes'");
        assertRefused(DECLARING, "rate", "NaN", "parameter 'rate' is of type double, found 'NaN'");
        assertRefused(
                OTHER,
                "epochs",
                "3",
                "parameters [epochs] were given, but the notebook has no cell tagged 'parameters' that declares them");
    }

    private static void assertRefused(Cell cell, String name, String value, String message) {
        assertThatThrownBy(() -> NotebookParameters.inject(notebook(cell), Map.of(name, value)))
                .isInstanceOf(NotebookException.class)
                .hasMessageStartingWith(message);
    }

    private static Notebook notebook(Cell... cells) {
        return new Notebook(List.of(cells), Map.of());
    }
}
