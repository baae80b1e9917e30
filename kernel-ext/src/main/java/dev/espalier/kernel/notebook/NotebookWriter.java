package dev.espalier.kernel.notebook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes notebooks of nbformat 4.5 the way Jupyter does (sorted keys, one space of indent, text as a list of lines), so
 * that a run changes only what it changed in a diff.
 */
public final class NotebookWriter {
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build()
            .writer(printer());

    private NotebookWriter() {}

    /**
     * Writes a file, whole or not at all.
     *
     * @throws IOException if it cannot be written; an existing file is then as before
     */
    public static void write(Notebook notebook, Path file) throws IOException {
        byte[] bytes = toJson(notebook).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    static String toJson(Notebook notebook) throws JsonProcessingException {
        Map<String, Object> top = new TreeMap<>();
        top.put("nbformat", 4);
        top.put("nbformat_minor", 5);
        top.put("metadata", notebook.metadata());
        top.put("cells", notebook.cells().stream().map(NotebookWriter::cell).toList());
        return WRITER.writeValueAsString(top) + "\n";
    }

    private static Map<String, Object> cell(Cell cell) {
        Map<String, Object> json = new TreeMap<>();
        json.put("id", cell.id());
        json.put("metadata", cell.metadata());
        json.put("source", lines(cell.source()));
        if (cell instanceof Cell.Code code) {
            json.put("cell_type", "code");
            json.put("execution_count", code.count().isPresent() ? code.count().getAsInt() : null);
            json.put(
                    "outputs",
                    code.outputs().stream().map(NotebookWriter::output).toList());
        } else if (cell instanceof Cell.Markdown markdown) {
            json.put("cell_type", "markdown");
            putUnlessEmpty(json, markdown.attachments());
        } else if (cell instanceof Cell.Raw raw) {
            json.put("cell_type", "raw");
            putUnlessEmpty(json, raw.attachments());
        }
        return json;
    }

    private static void putUnlessEmpty(Map<String, Object> json, Map<String, Object> attachments) {
        if (!attachments.isEmpty()) {
            json.put("attachments", attachments);
        }
    }

    private static Map<String, Object> output(CellOutput output) {
        Map<String, Object> json = new TreeMap<>();
        if (output instanceof CellOutput.Stream stream) {
            json.put("output_type", "stream");
            json.put("name", stream.channel().name().toLowerCase(java.util.Locale.ROOT));
            json.put("text", lines(stream.text()));
        } else if (output instanceof CellOutput.Failure failure) {
            json.put("output_type", "error");
            json.put("ename", failure.name());
            json.put("evalue", failure.message());
            json.put("traceback", failure.traceback());
        } else if (output instanceof CellOutput.Shown shown) {
            json.put("output_type", "display_data");
            if (shown instanceof CellOutput.Result result) {
                json.put("output_type", "execute_result");
                json.put("execution_count", result.count());
            }
            json.put("metadata", shown.metadata());
            Map<String, Object> data = new TreeMap<>(shown.data());
            data.replaceAll(
                    (type, value) -> value instanceof String text && MimeTypes.isSplit(type) ? lines(text) : value);
            json.put("data", data);
        }
        return json;
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start) + 1;
            lines.add(text.substring(start, end == 0 ? text.length() : end));
            start = end == 0 ? text.length() : end;
        }
        return lines;
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter oneSpace = new DefaultIndenter(" ", "\n");
        Separators jupyter = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(jupyter);
        printer.indentObjectsWith(oneSpace);
        printer.indentArraysWith(oneSpace);
        return printer;
    }
}
