package dev.espalier.tfjs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.fuzz.Choices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Adds nodes to a small model and changes others, so that most of it still makes sense. */
final class GraphMutation {

    private static final List<String> OPERATORS =
            Conversions.ALL.keySet().stream().sorted().toList();

    private static final List<String> ATTRIBUTES = List.of(
            "align_corners",
            "alpha",
            "data_format",
            "dilations",
            "epsilon",
            "explicit_paddings",
            "fused_ops",
            "half_pixel_centers",
            "is_training",
            "keep_dims",
            "ksize",
            "leakyrelu_alpha",
            "mode",
            "padding",
            "shape",
            "squeeze_dims",
            "strides",
            "transpose_a",
            "transpose_b");

    private static final List<String> TEXTS =
            List.of("SAME", "VALID", "EXPLICIT", "BiasAdd", "Relu6", "Prelu", "LeakyRelu", "REFLECT", "NHWC", "\0");

    private final Choices choices;
    private final SmallModel model = new SmallModel();
    private final ArrayNode nodes =
            (ArrayNode) model.json().path("modelTopology").path("node");
    private int weights = 6;

    private GraphMutation(Choices choices) {
        this.choices = choices;
    }

    /** The small model, changed as often as there are bytes to decide how. */
    static SmallModel of(Choices choices) {
        GraphMutation mutation = new GraphMutation(choices);
        for (int change = 0; change < 20 && !choices.isOver(); change++) {
            mutation.change();
        }
        return mutation.model;
    }

    private void change() {
        switch (choices.below(8)) {
            case 0, 1, 2 -> insert();
            case 3, 4 -> attribute(node());
            case 5 -> constant();
            case 6 -> node().put("op", choices.of(OPERATORS));
            default -> {
                ArrayNode inputs = node().withArray("input");
                if (inputs.isEmpty()) {
                    inputs.add(name());
                } else {
                    inputs.set(choices.below(inputs.size()), name());
                }
            }
        }
    }

    private ObjectNode node() {
        return (ObjectNode) nodes.get(choices.below(nodes.size()));
    }

    private String name() {
        List<String> names = new ArrayList<>();
        nodes.forEach(node -> names.add(node.path("name").asText()));
        return choices.of(names);
    }

    private void insert() {
        String[] inputs = new String[choices.below(6)];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = name();
        }
        ObjectNode node = model.add("n" + nodes.size(), choices.of(OPERATORS), inputs);
        for (int i = choices.below(3); i > 0; i--) {
            attribute(node);
        }
    }

    private void attribute(ObjectNode node) {
        ObjectNode value = node.withObject("/attr").putObject(choices.of(ATTRIBUTES));
        switch (choices.below(6)) {
            case 0 -> value.put("f", choices.real());
            case 1 -> value.put("s", encoded());
            case 2 -> value.put("b", choices.below(2) == 1);
            case 3 -> value.putObject("list").putArray("s").add(encoded()).add(encoded());
            case 4 -> {
                ArrayNode dims = value.putObject("shape").putArray("dim");
                for (int i = choices.below(6); i > 0; i--) {
                    dims.addObject().put("size", String.valueOf(choices.whole()));
                }
            }
            default -> {
                ArrayNode numbers = value.putObject("list").putArray("i");
                for (int i = choices.below(9); i > 0; i--) {
                    numbers.add(String.valueOf(choices.whole()));
                }
            }
        }
    }

    private String encoded() {
        return Base64.getEncoder().encodeToString(choices.of(TEXTS).getBytes(StandardCharsets.UTF_8));
    }

    /** A constant of a few numbers, all of which are small whole ones. */
    private void constant() {
        String name = "c" + nodes.size();
        int rank = choices.below(5);
        int[] shape = new int[rank];
        int count = 1;
        for (int axis = 0; axis < rank; axis++) {
            shape[axis] = choices.below(4);
            count *= shape[axis];
        }
        model.add(name, "Const");
        model.weight(name, "float32", shape);
        weights += count;
        float[] numbers = new float[weights];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % 5 - 1;
        }
        if (choices.rarely(4)) {
            numbers[weights - 1] = choices.real();
        }
        model.data(SmallModel.floats(numbers));
    }
}
