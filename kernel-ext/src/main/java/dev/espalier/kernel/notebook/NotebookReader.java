package dev.espalier.kernel.notebook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.espalier.kernel.evaluate.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads notebooks of nbformat 4. Minor versions 0 to 4 are raised to 4.5: cells without an id get one. Every field this
 * project uses is checked.
 */
public final class NotebookReader {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private NotebookReader() {}

    /**
     * Reads a file.
     *
     * @throws NotebookException if it is not a notebook: names file, cell (counted from 1) and field
     * @throws IOException if it cannot be read at all
     */
    public static Notebook read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException absent) {
            throw new NotebookException("there is no file " + file);
        }
        return parse(bytes, file.getFileName().toString());
    }

    static Notebook parse(byte[] json, String name) throws IOException {
        if (json.length == 0) {
            throw new NotebookException(name + ": the file is empty, expected a notebook");
        }
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (JsonProcessingException notJson) {
            String place = notJson.getLocation() == null
                    ? ""
                    : " at line " + notJson.getLocation().getLineNr();
            String problem = firstLine(notJson.getOriginalMessage());
            throw new NotebookException(name + ": the file "
                    + (problem.startsWith("Unexpected end-of-input")
                            ? "ends too early" + place + ": it is truncated"
                            : "is not JSON" + place + ": " + problem));
        }
        JsonCursor top = new JsonCursor(name, "", tree);
        if (!tree.isObject() || !top.has("nbformat")) {
            throw top.wrong("this is JSON but no notebook: it has no field 'nbformat'");
        }
        int major = top.integer("nbformat");
        if (major != 4) {
            throw top.wrong("nbformat " + major + " is too " + (major < 4 ? "old" : "new")
                    + ", expected 4: open and save it in "
                    + (major < 4 ? "Jupyter, or run jupyter nbconvert --to notebook" : "the older format"));
        }
        top.integer("nbformat_minor");
        List<Cell> cells = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (JsonCursor each : top.objects("cells")) {
            int number = cells.size() + 1;
            JsonCursor at = each.inCell(number);
            Cell cell = cell(at, number);
            Integer earlier = seen.putIfAbsent(cell.id(), number);
            if (earlier != null) {
                throw at.wrong("id '" + cell.id() + "' is already that of cell " + earlier
                        + "; without the field, the cell gets a new one");
            }
            cells.add(cell);
        }
        return new Notebook(cells, top.object("metadata").plain());
    }

    private static Cell cell(JsonCursor at, int number) throws NotebookException {
        String type = at.string("cell_type");
        String source = at.text("source");
        String id = at.has("id") ? at.string("id") : Cell.idFor(number, source);
        if (!Cell.ID.matcher(id).matches()) {
            throw at.wrong("id '" + id + "' should be 1 to 64 letters, digits, hyphens and underscores");
        }
        Map<String, Object> metadata = at.object("metadata").plain();
        return switch (type) {
            case "code" -> new Cell.Code(id, source, metadata, at.integerOrNull("execution_count"), outputs(at));
            case "markdown" -> new Cell.Markdown(id, source, metadata, at.map("attachments"));
            case "raw" -> new Cell.Raw(id, source, metadata, at.map("attachments"));
            default -> throw at.wrong("field 'cell_type' should be code, markdown or raw, found \"" + type + "\"");
        };
    }

    private static List<CellOutput> outputs(JsonCursor cell) throws NotebookException {
        List<CellOutput> outputs = new ArrayList<>();
        for (JsonCursor at : cell.objects("outputs")) {
            String type = at.string("output_type");
            outputs.add(
                    switch (type) {
                        case "stream" -> new CellOutput.Stream(channel(at), at.text("text"));
                        case "display_data" -> new CellOutput.Display(data(at), at.map("metadata"));
                        case "execute_result" ->
                            new CellOutput.Result(
                                    at.integerOrNull("execution_count").orElse(0), data(at), at.map("metadata"));
                        case "error" ->
                            new CellOutput.Failure(at.string("ename"), at.string("evalue"), at.strings("traceback"));
                        default ->
                            throw at.wrong("field '" + at.path()
                                    + ".output_type' should be stream, display_data, execute_result or error, found \""
                                    + type + "\"");
                    });
        }
        return outputs;
    }

    private static Output.Channel channel(JsonCursor at) throws NotebookException {
        String name = at.string("name");
        return switch (name) {
            case "stdout" -> Output.Channel.STDOUT;
            case "stderr" -> Output.Channel.STDERR;
            default ->
                throw at.wrong("field '" + at.path() + ".name' should be stdout or stderr, found \"" + name + "\"");
        };
    }

    private static Map<String, Object> data(JsonCursor at) throws NotebookException {
        JsonCursor bundle = at.object("data");
        Map<String, Object> data = new LinkedHashMap<>(at.map("data"));
        for (String type : List.copyOf(data.keySet())) {
            if (!MimeTypes.isJson(type)) {
                data.put(type, bundle.text(type));
            }
        }
        return data;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
