package dev.espalier.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A node of TensorFlow's graph.
 *
 * @param inputs names of the nodes it reads, those it only waits for left out
 */
record TfNode(String name, String op, List<String> inputs, Attributes attributes) {

    TfNode {
        inputs = List.copyOf(inputs);
    }

    static TfNode parse(JsonNode json) {
        String name = json.path("name").asText();
        String op = json.path("op").asText();
        if (name.isEmpty() || op.isEmpty()) {
            throw new Malformed("node '" + name + "' of modelTopology has " + (name.isEmpty() ? "no name" : "no op"));
        }
        List<String> inputs = new ArrayList<>();
        for (JsonNode input : json.path("input")) {
            if (!input.asText().startsWith("^")) {
                inputs.add(source(name, op, input.asText()));
            }
        }
        return new TfNode(name, op, inputs, new Attributes(json.path("attr")));
    }

    private static String source(String name, String op, String input) {
        int colon = input.indexOf(':');
        if (colon < 0) {
            return input;
        }
        if (!input.endsWith(":0")) {
            throw new Malformed("node '" + name + "' (" + op + ") reads '" + input
                    + "', but of nodes with several results only the first can be had");
        }
        return input.substring(0, colon);
    }

    /** An error at this node. */
    Malformed fault(String what) {
        return new Malformed("node '" + name + "' (" + op + "): " + what);
    }
}
