package dev.espalier.tfjs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A graph model to be spoilt: images of 4x4 with 2 channels, one 1x1 convolution to 3 channels, a rectifier. */
final class SmallModel {

    private final ObjectNode json = References.JSON.createObjectNode().put("format", "graph-model");
    private final ArrayNode nodes = json.putObject("modelTopology").putArray("node");
    private final ObjectNode group = json.putArray("weightsManifest").addObject();
    private byte[] data = floats(1, 2, 3, 4, 5, 6);

    SmallModel() {
        placeholder("x", "-1", "4", "4", "2");
        add("w", "Const");
        ObjectNode conv = add("conv", "Conv2D", "x", "w");
        text(conv, "padding", "SAME");
        add("y", "Relu", "conv");
        group.putArray("paths").add("weights.bin");
        weight("w", "float32", 1, 1, 2, 3);
    }

    static byte[] floats(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }

    ObjectNode json() {
        return json;
    }

    ObjectNode placeholder(String name, String... dims) {
        ObjectNode node = add(name, "Placeholder");
        ArrayNode list = attributes(node).putObject("shape").putObject("shape").putArray("dim");
        for (String dim : dims) {
            list.addObject().put("size", dim);
        }
        return node;
    }

    ObjectNode add(String name, String op, String... inputs) {
        ObjectNode node = nodes.addObject().put("name", name).put("op", op);
        ArrayNode list = node.putArray("input");
        for (String input : inputs) {
            list.add(input);
        }
        return node;
    }

    ObjectNode node(String name) {
        for (var node : nodes) {
            if (node.path("name").asText().equals(name)) {
                return (ObjectNode) node;
            }
        }
        throw new AssertionError(name);
    }

    void text(ObjectNode node, String attribute, String text) {
        attributes(node)
                .putObject(attribute)
                .put("s", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode attributes(ObjectNode node) {
        return node.withObject("/attr");
    }

    /** Describes a weight; the first call of a name says so, a later one replaces it. */
    ObjectNode weight(String name, String type, int... shape) {
        ArrayNode weights = group.withArray("/weights");
        for (int i = 0; i < weights.size(); i++) {
            if (weights.get(i).path("name").asText().equals(name)) {
                weights.remove(i);
            }
        }
        ObjectNode weight = weights.addObject().put("name", name).put("dtype", type);
        ArrayNode dims = weight.putArray("shape");
        for (int dim : shape) {
            dims.add(dim);
        }
        return weight;
    }

    ArrayNode paths() {
        return group.withArray("/paths");
    }

    void data(byte[] bytes) {
        data = bytes;
    }

    Path write(Path folder) throws IOException {
        Files.write(folder.resolve("weights.bin"), data);
        Path file = folder.resolve("small.json");
        References.JSON.writeValue(file.toFile(), json);
        return file;
    }
}
