package dev.espalier.model.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps as JSON: {@code {"verb": "prune", "settings": {"structure": "pattern", "rate": "4x"}}}, and a history as a list of
 * them. As every verb is a step, this is the JSON of all of them, and a file of it is a recipe.
 */
public final class StepJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The same on every platform. */
    private static final PrettyPrinter LAYOUT = layout();

    private StepJson() {}

    private static PrettyPrinter layout() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(indenter);
        printer.indentArraysWith(indenter);
        return printer;
    }

    /** One step. */
    public static String write(Step step) {
        ObjectNode json = JSON.createObjectNode();
        write(step, json);
        return text(json);
    }

    /** Several steps, first to last. */
    public static String write(List<Step> history) {
        ArrayNode json = JSON.createArrayNode();
        history.forEach(step -> write(step, json.addObject()));
        return text(json);
    }

    /**
     * The step that {@link #write(Step)} wrote.
     *
     * @throws FormatException saying where it is wrong
     */
    public static Step read(String json) {
        return read(new Fields(tree(json), ""));
    }

    /**
     * The steps that {@link #write(List)} wrote.
     *
     * @throws FormatException saying where it is wrong
     */
    public static List<Step> readAll(String json) {
        JsonNode tree = tree(json);
        if (!tree.isArray()) {
            throw new FormatException("a history must be a list of steps, found " + tree);
        }
        List<Step> steps = new ArrayList<>();
        tree.forEach(node -> steps.add(read(new Fields(node, "step " + (steps.size() + 1)))));
        return steps;
    }

    /** Writes one step into an object that has no fields yet. */
    static void write(Step step, ObjectNode json) {
        ObjectNode settings = json.put("verb", step.verb()).putObject("settings");
        step.settings().forEach(settings::put);
    }

    /** Reads one step from an object that has no other fields. */
    static Step read(Fields json) {
        Step step = new Step(json.text("verb"), json.textsByName("settings"));
        json.end();
        return step;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new FormatException(
                    "line " + malformed.getLocation().getLineNr() + " is no JSON: " + malformed.getOriginalMessage(),
                    malformed);
        }
    }

    private static String text(JsonNode json) {
        try {
            return JSON.writer(LAYOUT).writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
