package dev.espalier.kernel.notebook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A notebook document of nbformat 4.5.
 *
 * @param cells in reading order, with distinct ids
 * @param metadata plain JSON values (maps, lists, strings, numbers, booleans, null), kept as read
 * @see <a href="https://nbformat.readthedocs.io/en/latest/format_description.html">the notebook file format</a>
 */
public record Notebook(List<Cell> cells, Map<String, Object> metadata) {

    public Notebook {
        cells = List.copyOf(cells);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Cells of Java for this project's kernel. */
    public static Notebook java(List<Cell> cells) {
        Map<String, Object> kernel = Map.of("display_name", "Java (Espalier)", "language", "java", "name", "espalier");
        Map<String, Object> language = Map.of(
                "codemirror_mode", "text/x-java",
                "file_extension", ".jsh",
                "mimetype", "text/x-java",
                "name", "java",
                "pygments_lexer", "java");
        return new Notebook(cells, Map.of("kernelspec", kernel, "language_info", language));
    }

    /** This notebook with other cells. */
    public Notebook with(List<Cell> others) {
        return new Notebook(others, metadata);
    }

    /** This notebook as it was before any cell ran. */
    public Notebook withoutOutputs() {
        return with(cells.stream()
                .map(cell -> cell instanceof Cell.Code code ? code.fresh() : cell)
                .toList());
    }
}
