package dev.espalier.onnx;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Numbers;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Shape;
import dev.espalier.onnx.proto.AttributeProto;
import dev.espalier.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What has been made of a model so far: the nodes of the file, its known tensors, and what the file cannot say. Every node
 * of the model has its own name there.
 */
final class Writing {

    private final Model model;
    private final IndexInputs indices;
    private final Initializers initializers = new Initializers();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> made = new HashMap<>();
    private final Map<String, String> metadata = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> widened = new ArrayList<>();

    Writing(Model model, Set<String> needed) {
        this.model = model;
        this.indices = IndexInputs.of(model.graph(), needed);
        model.graph().nodes().forEach(node -> taken.add(node.name()));
    }

    Model model() {
        return model;
    }

    Graph graph() {
        return model.graph();
    }

    IndexInputs indices() {
        return indices;
    }

    Initializers initializers() {
        return initializers;
    }

    List<NodeProto> nodes() {
        return nodes;
    }

    /** What the file says about the model besides what it computes, by key. */
    Map<String, String> metadata() {
        return metadata;
    }

    /** Quantized activations whose levels are too many for the format. */
    List<String> widened() {
        return widened;
    }

    /** What the user should know, a sentence each. */
    List<String> notes() {
        return notes;
    }

    /** A name that nothing has yet, the wanted one if it is free. */
    String free(String wanted) {
        String free = wanted;
        for (int i = 2; !taken.add(free); i++) {
            free = wanted + "_" + i;
        }
        return free;
    }

    /** Adds a node that computes one value. */
    void add(String type, String output, List<String> inputs, AttributeProto... attributes) {
        nodes.add(NodeProto.newBuilder()
                .setName(output)
                .setOpType(type)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes))
                .build());
    }

    /** What was made under a key, made now if it is not there yet. */
    String once(String key, Supplier<String> make) {
        String known = made.get(key);
        if (known == null) {
            known = make.get();
            made.put(key, known);
        }
        return known;
    }

    /** One number, of which there is one initializer however often it is read. */
    String scalar(double number) {
        float value = (float) number;
        return once("number " + Float.floatToIntBits(value), () -> {
            String name = free("number_" + value);
            initializers.floats(name, new long[0], () -> new float[] {value});
            return name;
        });
    }

    /** Whole numbers that say what shape, which axes and the like. */
    String list(long... numbers) {
        return once("list " + Arrays.toString(numbers), () -> {
            String name = free("list_" + Arrays.toString(numbers).replaceAll("[\\[\\] ]", ""));
            initializers.longs(name, new long[] {numbers.length}, numbers);
            return name;
        });
    }

    /** One whole number. */
    String whole(long number) {
        return once("whole " + number, () -> {
            String name = free("whole_" + number);
            initializers.longs(name, new long[0], number);
            return name;
        });
    }

    /** A zero of the type that levels have. */
    String zeroPoint(ElementType type) {
        return once("zero " + type, () -> {
            String name = free("zero_" + type.name().toLowerCase(Locale.ROOT));
            initializers.bytes(name, type, new long[0], (byte) 0);
            return name;
        });
    }

    /** A tensor of one length that holds the same number everywhere. */
    String filled(double number, Shape shape) {
        return once("filled " + number + shape, () -> {
            String name = free("filled_" + (float) number);
            initializers.floats(name, shape.toArray(), () -> {
                float[] numbers = new float[Math.toIntExact(shape.size())];
                Arrays.fill(numbers, (float) number);
                return numbers;
            });
            return name;
        });
    }

    /** A parameter as the model has it. */
    String parameter(String name) {
        return once("parameter " + name, () -> QuantizedParameter.of(this, name, false)
                .orElseGet(() -> store(name, array -> array)));
    }

    /** A matrix with its axes exchanged. */
    String transposed(String name) {
        return once("transposed " + name, () -> QuantizedParameter.of(this, name, true)
                .orElseGet(() -> store(name, array -> array.transpose())));
    }

    /** A step as it counts. */
    String magnitude(String name) {
        return once(
                "magnitude " + name,
                () -> store(name, array -> array.dup().assign(FakeQuantize.magnitude(array.getFloat(0)))));
    }

    /** The bare name of a parameter for its first form, and another one for each further form. */
    String parameterName(String name) {
        return made.containsKey("name of " + name) ? free(name) : once("name of " + name, () -> name);
    }

    private String store(String name, Function<INDArray, INDArray> form) {
        INDArray array = form.apply(model.parameters().get(name));
        String stored = parameterName(name);
        initializers.floats(stored, array.shape(), () -> masked(name, form, Numbers.of(array)));
        return stored;
    }

    private float[] masked(String name, Function<INDArray, INDArray> form, float[] numbers) {
        model.encoding(name).masked().ifPresent(masked -> {
            float[] mask = Numbers.of(form.apply(masked.mask()));
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = mask[i] == 0 ? 0 : numbers[i];
            }
        });
        return numbers;
    }

    /** The size of the open batch, as a list of one number. */
    String batch() {
        return once("batch", () -> {
            String input = graph().inputs().stream()
                    .filter(node -> node.shape().isBatched())
                    .map(Node::name)
                    .findFirst()
                    .orElseThrow(() -> new OnnxException("has an open batch, but no input that says how large it is"));
            String size = free("batch");
            add("Shape", size, List.of(input), Attribute.of("start", 0), Attribute.of("end", 1));
            return size;
        });
    }
}
