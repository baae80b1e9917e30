package dev.espalier.model.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.Encoding;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Op;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All of a model but its numbers: the content of {@code model.json}.
 *
 * @param name of the model
 * @param origin what wrote the file
 * @param graph what the model computes
 * @param masks the structure of every masked parameter's mask, quantized ones included
 * @param levels the levels of every quantized parameter
 * @param history what was done to the model
 */
record Description(
        String name,
        Origin origin,
        Graph graph,
        Map<String, Structure> masks,
        Map<String, LevelDescription> levels,
        List<Step> history) {

    /** 2 added quantized parameters; whatever 1 could say is written as it was. */
    static final int VERSION = 2;

    private static final String FORMAT = "espalier model";
    private static final String MASKED = "masked";
    private static final String QUANTIZED = "quantized";
    private static final String STRUCTURE = "structure";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The same on every platform. */
    private static final PrettyPrinter LAYOUT =
            new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

    static Description of(Model model, Origin origin) {
        Map<String, Structure> masks = new LinkedHashMap<>();
        Map<String, LevelDescription> levels = new LinkedHashMap<>();
        for (Node parameter : model.graph().parameters()) {
            Encoding encoding = model.encoding(parameter.name());
            encoding.masked().ifPresent(masked -> masks.put(parameter.name(), masked.structure()));
            if (encoding instanceof Encoding.Quantized quantized) {
                levels.put(parameter.name(), LevelDescription.of(quantized));
            }
        }
        return new Description(model.name(), origin, model.graph(), masks, levels, model.history());
    }

    /** The parameters that are not dense. */
    Set<String> encoded() {
        Set<String> names = new LinkedHashSet<>(masks.keySet());
        names.addAll(levels.keySet());
        return names;
    }

    byte[] write() throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", FORMAT).put("version", VERSION).put("name", name);
        ObjectNode from =
                json.putObject("origin").put("library", origin.library()).put("java", origin.java());
        origin.created().ifPresent(created -> from.put("created", created));
        writeGraph(json.putObject("graph"));
        ObjectNode encodings = json.putObject("encodings");
        for (Node parameter : graph.parameters()) {
            if (encoded().contains(parameter.name())) {
                writeEncoding(parameter.name(), encodings.putObject(parameter.name()));
            }
        }
        ArrayNode steps = json.putArray("history");
        history.forEach(step -> StepJson.write(step, steps.addObject()));
        return JSON.writer(LAYOUT).writeValueAsBytes(json);
    }

    private void writeEncoding(String parameter, ObjectNode json) {
        json.put("kind", levels.containsKey(parameter) ? QUANTIZED : MASKED);
        if (levels.containsKey(parameter)) {
            levels.get(parameter).write(json);
        }
        if (masks.containsKey(parameter)) {
            StructureCodec.write(masks.get(parameter), json.putObject(STRUCTURE));
        }
    }

    private void writeGraph(ObjectNode json) {
        ArrayNode nodes = json.putArray("nodes");
        for (Node node : graph.nodes()) {
            ObjectNode written = nodes.addObject().put("name", node.name());
            OpCodec.write(node.op(), written);
            ArrayNode inputs = written.putArray("inputs");
            node.inputs().forEach(inputs::add);
        }
        ArrayNode outputs = json.putArray("outputs");
        graph.outputs().forEach(output -> outputs.add(output.name()));
    }

    static Description read(byte[] bytes) throws IOException {
        Fields json;
        try {
            json = new Fields(JSON.readTree(bytes), "");
        } catch (JsonProcessingException malformed) {
            throw new FormatException(
                    "line " + malformed.getLocation().getLineNr() + " is no JSON: " + malformed.getOriginalMessage(),
                    malformed);
        }
        checkVersion(json);
        Map<String, Structure> masks = new LinkedHashMap<>();
        Map<String, LevelDescription> levels = new LinkedHashMap<>();
        readEncodings(json, masks, levels);
        Description description = new Description(
                json.text("name"),
                readOrigin(json.object("origin")),
                readGraph(json.object("graph")),
                masks,
                levels,
                json.objects("history").stream().map(StepJson::read).toList());
        json.end();
        return description;
    }

    private static void checkVersion(Fields json) {
        if (!json.has("format") || !json.text("format").equals(FORMAT)) {
            throw new FormatException("format must be \"" + FORMAT + "\": this is no Espalier model");
        }
        int version = json.integer("version");
        if (version > VERSION) {
            throw json.complain(
                    "version",
                    "is " + version + ", but this Espalier reads versions up to " + VERSION + "; update Espalier");
        }
        if (version < 1) {
            throw json.complain("version", "is " + version + "; it starts at 1");
        }
    }

    private static Origin readOrigin(Fields json) {
        Origin origin = new Origin(
                json.text("library"),
                json.text("java"),
                json.has("created") ? Optional.of(json.text("created")) : Optional.empty());
        json.end();
        return origin;
    }

    private static Graph readGraph(Fields json) {
        Graph.Builder graph = new Graph.Builder();
        for (Fields node : json.objects("nodes")) {
            Op op = OpCodec.read(node);
            try {
                graph.add(node.text("name"), op, node.texts("inputs"));
            } catch (IllegalArgumentException | ArithmeticException refused) {
                throw new FormatException(node.place() + ": " + refused.getMessage(), refused);
            }
            node.end();
        }
        List<String> outputs = json.texts("outputs");
        if (outputs.isEmpty()) {
            throw json.complain("outputs", "must name at least one node");
        }
        try {
            Graph built = graph.build(outputs.toArray(String[]::new));
            if (built.inputs().isEmpty()) {
                throw json.complain("nodes", "has no input");
            }
            json.end();
            return built;
        } catch (IllegalArgumentException refused) {
            throw json.complain("outputs", "is wrong: " + refused.getMessage());
        }
    }

    private static void readEncodings(Fields json, Map<String, Structure> masks, Map<String, LevelDescription> levels) {
        json.objectsByName("encodings").forEach((parameter, encoding) -> {
            String kind = encoding.text("kind");
            if (!List.of(MASKED, QUANTIZED).contains(kind)) {
                throw encoding.complain(
                        "kind", "is the unknown encoding '" + kind + "'; there is " + MASKED + " and " + QUANTIZED);
            }
            if (kind.equals(QUANTIZED)) {
                levels.put(parameter, LevelDescription.read(encoding));
            }
            if (kind.equals(MASKED) || encoding.has(STRUCTURE)) {
                masks.put(parameter, StructureCodec.read(encoding.object(STRUCTURE)));
            }
            encoding.end();
        });
    }
}
