package dev.espalier.onnx;

import dev.espalier.model.Printable;
import dev.espalier.onnx.proto.GraphProto;
import dev.espalier.onnx.proto.NodeProto;
import java.util.List;

/** The names of a file, which go into messages, files and terminals. */
final class Names {

    private Names() {}

    /** Fails for names that are missing, longer than any message or hold characters that nobody sees. */
    static void check(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> needed("an initializer", tensor.getName()));
        graph.getInputList().forEach(input -> needed("an input", input.getName()));
        graph.getOutputList().forEach(output -> needed("an output", output.getName()));
        for (NodeProto node : graph.getNodeList()) {
            allowed("a node", node.getName());
            allowed("a node", node.getOpType());
            allowed("a node", node.getDomain());
            among("an input of node '" + node.getName() + "'", node.getInputList());
            among("an output of node '" + node.getName() + "'", node.getOutputList());
        }
    }

    private static void among(String what, List<String> names) {
        for (String name : names) {
            if (!name.isEmpty()) {
                needed(what, name);
            }
        }
    }

    private static void needed(String what, String name) {
        if (name.isBlank()) {
            throw new OnnxException("has " + what + " without a name");
        }
        allowed(what, name);
    }

    private static void allowed(String what, String name) {
        if (name.length() > Budget.LONGEST_NAME) {
            throw new OnnxException("has " + what + " with a name of " + name.length() + " characters; at most "
                    + Budget.LONGEST_NAME + " can be read");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new OnnxException(
                    "has " + what + " named '" + Printable.of(name) + "'; names are without control characters");
        }
    }
}
