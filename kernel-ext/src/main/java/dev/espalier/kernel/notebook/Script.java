package dev.espalier.kernel.notebook;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads a {@code .jsh} script as a notebook. Lines {@code // %%} start cells, and {@code // %% [markdown]} starts a cell
 * of text written as line comments (the percent format of jupytext). A script without such lines is cut at blank lines,
 * wherever what precedes is complete.
 */
public final class Script {
    private static final String MARK = "// %%";

    private Script() {}

    /**
     * Reads a file. Each code cell remembers the line it starts at, see {@link #line}.
     *
     * @param complete whether Java and magics can be run as they are, or go on below
     * @throws NotebookException if the file is absent or not UTF-8 text
     */
    public static Notebook read(Path file, Predicate<String> complete) throws IOException {
        try {
            return parse(Files.readString(file), complete);
        } catch (NoSuchFileException absent) {
            throw new NotebookException("there is no file " + file);
        } catch (CharacterCodingException notText) {
            throw new NotebookException(file.getFileName() + ": the script is not text in UTF-8");
        }
    }

    /** The line of its script a cell starts at, counted from 1; 0 for a cell that comes from no script. */
    public static int line(Cell cell) {
        return cell.metadata().get("espalier") instanceof Map<?, ?> ours && ours.get("line") instanceof Integer line
                ? line
                : 0;
    }

    static Notebook parse(String text, Predicate<String> complete) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (!lines.isEmpty() && lines.get(0).startsWith("#!")) {
            lines.set(0, "");
        }
        boolean marked = lines.stream().anyMatch(line -> line.startsWith(MARK));
        List<Piece> pieces = marked ? atMarks(lines) : atBlankLines(lines, complete);
        List<Cell> cells = new ArrayList<>();
        for (Piece piece : pieces) {
            String id = Cell.idFor(cells.size(), piece.source);
            cells.add(
                    piece.markdown
                            ? new Cell.Markdown(id, uncommented(piece.source), Map.of(), Map.of())
                            : new Cell.Code(id, piece.source, Map.of("espalier", Map.of("line", piece.line))));
        }
        return Notebook.java(cells);
    }

    private record Piece(int line, boolean markdown, String source) {}

    private static List<Piece> atMarks(List<String> lines) {
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        boolean markdown = false;
        for (int i = 0; i <= lines.size(); i++) {
            if (i == lines.size() || lines.get(i).startsWith(MARK)) {
                addTrimmed(pieces, lines, start, i, markdown);
                start = i + 1;
                markdown = i < lines.size()
                        && lines.get(i).substring(MARK.length()).strip().startsWith("[markdown]");
            }
        }
        return pieces;
    }

    private static List<Piece> atBlankLines(List<String> lines, Predicate<String> complete) {
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= lines.size(); i++) {
            boolean last = i == lines.size();
            if (last || lines.get(i).isBlank()) {
                List<String> paragraph = lines.subList(start, i);
                boolean hasCode = paragraph.stream()
                        .map(String::strip)
                        .anyMatch(line -> !line.isEmpty() && !line.startsWith("//"));
                if (last || (hasCode && complete.test(String.join("\n", paragraph)))) {
                    addTrimmed(pieces, lines, start, i, false);
                    start = i + 1;
                }
            }
        }
        return pieces;
    }

    private static void addTrimmed(List<Piece> pieces, List<String> lines, int from, int to, boolean markdown) {
        int start = from;
        int end = to;
        while (start < end && lines.get(start).isBlank()) {
            start++;
        }
        while (end > start && lines.get(end - 1).isBlank()) {
            end--;
        }
        if (start < end) {
            pieces.add(new Piece(start + 1, markdown, String.join("\n", lines.subList(start, end))));
        }
    }

    private static String uncommented(String source) {
        return source.replaceAll("(?m)^\\s*//[ \\t]?", "");
    }
}
