package dev.espalier.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.Nearest;
import dev.espalier.model.op.Size2d;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code model.json} of a layers model says, a functional model of Keras, as the nodes of a graph model. */
final class LayersModel {

    private static final Map<String, String> ACTIVATIONS =
            Map.of("elu", "Elu", "linear", "Identity", "relu", "Relu", "sigmoid", "Sigmoid", "tanh", "Tanh");
    private static final List<String> LAYERS =
            List.of("Activation", "Add", "Concatenate", "Conv2D", "InputLayer", "ReLU", "UpSampling2D");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, TfNode> nodes = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final Optional<Size2d> open;

    private LayersModel(Optional<Size2d> open) {
        this.open = open;
    }

    /**
     * Reads it.
     *
     * @param open height and width of images where the file leaves them open
     */
    static GraphModel parse(JsonNode json, Path folder, Optional<Size2d> open) {
        JsonNode config = json.path("modelTopology").path("model_config").path("config");
        if (!config.path("layers").isArray() || config.path("output_layers").isEmpty()) {
            throw new Malformed("it is a layers model, but has no layers and output_layers in"
                    + " modelTopology.model_config; only functional models can be read");
        }
        LayersModel model = new LayersModel(open);
        config.path("layers").forEach(model::layer);
        List<Shards> weights = new ArrayList<>();
        json.path("weightsManifest").forEach(group -> weights.add(Shards.parse(group, folder)));
        List<String> outputs = new ArrayList<>();
        config.path("output_layers")
                .forEach(output -> outputs.add(output.path(0).asText()));
        for (String output : outputs) {
            if (!model.nodes.containsKey(output)) {
                throw new Malformed("it promises the output '" + output + "', but there is no such layer");
            }
        }
        return new GraphModel(GraphModel.sorted(model.nodes), weights, outputs, model.constants);
    }

    private void layer(JsonNode layer) {
        String name = layer.path("name").asText();
        String kind = layer.path("class_name").asText();
        JsonNode config = layer.path("config");
        List<String> inputs = new ArrayList<>();
        layer.path("inbound_nodes")
                .path(0)
                .forEach(input -> inputs.add(input.path(0).asText()));
        if (layer.path("inbound_nodes").size() > 1) {
            throw fault(name, kind, "it is used several times; only models that use each layer once can be read");
        }
        if (config.path("data_format").asText("channels_last").equals("channels_first")) {
            throw fault(name, kind, "its data_format is channels_first; only channels_last can be computed");
        }
        switch (kind) {
            case "InputLayer" -> add(name, "Placeholder", List.of(), placeholder(name, config));
            case "Conv2D" -> conv(name, inputs, config);
            case "Activation" -> add(name, activation(name, kind, config), inputs, JSON.objectNode());
            case "ReLU" -> {
                if (!config.path("max_value").isNull() && config.has("max_value")
                        || config.path("negative_slope").asDouble() != 0
                        || config.path("threshold").asDouble() != 0) {
                    throw fault(name, kind, "it has a max_value, negative_slope or threshold; none can be had");
                }
                add(name, "Relu", inputs, JSON.objectNode());
            }
            case "Concatenate" -> {
                String axis = name + "/axis";
                constants.put(axis, new Tensor(axis, List.of(), new float[] {
                    config.path("axis").asInt(-1)
                }));
                add(axis, "Const", List.of(), JSON.objectNode());
                List<String> all = new ArrayList<>(inputs);
                all.add(axis);
                add(name, "ConcatV2", all, JSON.objectNode());
            }
            case "Add" -> sum(name, inputs);
            case "UpSampling2D" -> {
                if (!config.path("interpolation").asText("nearest").equals("nearest")) {
                    throw fault(name, kind, "its interpolation is " + config.path("interpolation") + "; only nearest");
                }
                add(
                        name,
                        Conversions.UP_SAMPLING,
                        inputs,
                        integers(JSON.objectNode(), "size", pair(config, "size", 2)));
            }
            default ->
                throw fault(
                        name,
                        kind,
                        "there is no such layer here" + Nearest.hint(kind, LAYERS) + "; " + String.join(", ", LAYERS)
                                + " can be read; convert the model with tensorflowjs_converter"
                                + " --output_format=tfjs_graph_model for others");
        }
    }

    private ObjectNode placeholder(String name, JsonNode config) {
        JsonNode dims = config.path("batch_input_shape");
        ObjectNode attributes = JSON.objectNode();
        ArrayNode list = attributes.putObject("shape").putObject("shape").putArray("dim");
        for (int axis = 0; axis < dims.size(); axis++) {
            boolean given = !dims.get(axis).isNull();
            boolean extent = dims.size() == 4 && (axis == 1 || axis == 2);
            if (!given && extent && open.isEmpty()) {
                throw fault(
                        name, "InputLayer", "images may have any height and width; say which to read the model for");
            }
            int length = given ? dims.get(axis).asInt() : -1;
            if (!given && extent) {
                length = axis == 1 ? open.get().height() : open.get().width();
            }
            list.addObject().put("size", Integer.toString(length));
        }
        return attributes;
    }

    private void conv(String name, List<String> inputs, JsonNode config) {
        if (config.path("groups").asInt(1) != 1) {
            throw fault(name, "Conv2D", "it has " + config.path("groups") + " groups; only 1 can be read");
        }
        List<String> all = new ArrayList<>(inputs);
        List<String> fused = new ArrayList<>();
        all.add(name + "/kernel");
        add(name + "/kernel", "Const", List.of(), JSON.objectNode());
        if (config.path("use_bias").asBoolean(true)) {
            all.add(name + "/bias");
            add(name + "/bias", "Const", List.of(), JSON.objectNode());
            fused.add("BiasAdd");
        }
        String activation = activation(name, "Conv2D", config);
        if (!activation.equals("Identity")) {
            fused.add(activation);
        }
        ObjectNode attributes = JSON.objectNode();
        attributes
                .putObject("padding")
                .put("s", encoded(config.path("padding").asText("valid").toUpperCase()));
        List<Integer> stride = pair(config, "strides", 1);
        List<Integer> dilation = pair(config, "dilation_rate", 1);
        integers(attributes, "strides", List.of(1, stride.get(0), stride.get(1), 1));
        integers(attributes, "dilations", List.of(1, dilation.get(0), dilation.get(1), 1));
        ArrayNode list = attributes.putObject("fused_ops").putObject("list").putArray("s");
        fused.forEach(op -> list.add(encoded(op)));
        add(name, "_FusedConv2D", all, attributes);
    }

    /** One by one, because an addition of TensorFlow has two terms. */
    private void sum(String name, List<String> inputs) {
        if (inputs.size() < 2) {
            throw fault(name, "Add", "it adds " + inputs.size() + " layers; at least 2");
        }
        String so = inputs.get(0);
        for (int i = 1; i < inputs.size(); i++) {
            String sum = i == inputs.size() - 1 ? name : name + "/" + i;
            add(sum, "AddV2", List.of(so, inputs.get(i)), JSON.objectNode());
            so = sum;
        }
    }

    private static String activation(String name, String kind, JsonNode config) {
        String activation = config.path("activation").asText("linear");
        String op = ACTIVATIONS.get(activation);
        if (op == null) {
            throw fault(
                    name,
                    kind,
                    "there is no activation '" + activation + "' here"
                            + Nearest.hint(activation, ACTIVATIONS.keySet()));
        }
        return op;
    }

    private static List<Integer> pair(JsonNode config, String what, int otherwise) {
        JsonNode pair = config.path(what);
        return List.of(pair.path(0).asInt(pair.asInt(otherwise)), pair.path(1).asInt(pair.asInt(otherwise)));
    }

    private static ObjectNode integers(ObjectNode attributes, String name, List<Integer> values) {
        ArrayNode list = attributes.putObject(name).putObject("list").putArray("i");
        values.forEach(list::add);
        return attributes;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void add(String name, String op, List<String> inputs, ObjectNode attributes) {
        if (nodes.put(name, new TfNode(name, op, inputs, new Attributes(attributes))) != null) {
            throw new Malformed("two layers are named '" + name + "'");
        }
    }

    private static Malformed fault(String name, String kind, String what) {
        return new Malformed("layer '" + name + "' (" + kind + "): " + what);
    }
}
