package dev.espalier.model.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.Nearest;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNorm.Statistics;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Operators as JSON attributes and back. The kinds are words of the file format: they stay when a class is renamed.
 * Operators of training graphs have none, because models do not hold them.
 */
final class OpCodec {

    private static final Map<String, Codec<?>> BY_KIND = new LinkedHashMap<>();
    private static final Map<Class<?>, Codec<?>> BY_TYPE = new LinkedHashMap<>();

    static {
        plain("Flatten", Flatten.class, Flatten::new);
        plain("GlobalAveragePool", GlobalAveragePool.class, GlobalAveragePool::new);
        define("Input", Input.class, (op, json) -> put(json, "shape", op.shape()), in -> new Input(in.shape("shape")));
        define(
                "Parameter",
                Parameter.class,
                (op, json) -> put(json.put("role", op.role().name()), "shape", op.shape()),
                in -> new Parameter(in.shape("shape"), in.constant("role", Parameter.Role.class)));
        define("Linear", Linear.class, (op, json) -> json.put("out", op.out()), in -> new Linear(in.integer("out")));
        define("Conv2d", Conv2d.class, OpCodec::write, OpCodec::readConv2d);
        define("ConvTranspose2d", ConvTranspose2d.class, OpCodec::write, OpCodec::readConvTranspose2d);
        define("BatchNorm", BatchNorm.class, OpCodec::write, OpCodec::readBatchNorm);
        define(
                "InstanceNorm",
                InstanceNorm.class,
                (op, json) -> json.put("epsilon", op.epsilon()),
                in -> new InstanceNorm(in.number("epsilon")));
        define(
                "LayerNorm",
                LayerNorm.class,
                (op, json) -> json.put("dims", op.dims()).put("epsilon", op.epsilon()),
                in -> new LayerNorm(in.integer("dims"), in.number("epsilon")));
        define(
                "MaxPool2d",
                MaxPool2d.class,
                (op, json) -> window(json, op.kernel(), op.stride(), op.padding()),
                in -> new MaxPool2d(in.size("kernel"), in.size("stride"), in.size("padding")));
        define(
                "AveragePool2d",
                AveragePool2d.class,
                (op, json) -> window(json, op.kernel(), op.stride(), op.padding()),
                in -> new AveragePool2d(in.size("kernel"), in.size("stride"), in.size("padding")));
        define(
                "Pad2d",
                Pad2d.class,
                (op, json) -> put(json.put("mode", op.mode().name()), "padding", op.padding()),
                in -> new Pad2d(in.size("padding"), in.constant("mode", Pad2d.Mode.class)));
        define(
                "MatMul",
                MatMul.class,
                (op, json) -> json.put("transposeA", op.transposeA()).put("transposeB", op.transposeB()),
                in -> new MatMul(in.flag("transposeA"), in.flag("transposeB")));
        define(
                "CrossEntropy",
                CrossEntropy.class,
                (op, json) -> json.put("smoothing", op.smoothing()),
                in -> new CrossEntropy(in.number("smoothing")));
        ArithmeticCodecs.all().forEach(OpCodec::register);
        LayoutCodecs.all().forEach(OpCodec::register);
    }

    private OpCodec() {}

    /**
     * Writes kind and attributes.
     *
     * @throws IllegalArgumentException for an operator of training graphs
     */
    static void write(Op op, ObjectNode node) {
        Codec<?> codec = BY_TYPE.get(op.getClass());
        if (codec == null) {
            throw new IllegalArgumentException(
                    "operator " + op.kind() + " belongs to training graphs and is not part of a model file");
        }
        node.put("kind", codec.kind());
        codec.write(op, node.putObject("attributes"));
    }

    /** Reads kind and attributes. */
    static Op read(Fields node) {
        String kind = node.text("kind");
        Codec<?> codec = BY_KIND.get(kind);
        if (codec == null) {
            throw node.complain(
                    "kind", "is the unknown operator '" + kind + "'" + Nearest.hint(kind, BY_KIND.keySet()));
        }
        Fields attributes = node.object("attributes");
        try {
            Op op = codec.reader().apply(attributes);
            attributes.end();
            return op;
        } catch (IllegalArgumentException refused) {
            throw new FormatException(attributes.place() + ": " + refused.getMessage(), refused);
        }
    }

    private static <O extends Op> void plain(String kind, Class<O> type, Supplier<O> op) {
        register(Codec.plain(kind, type, op));
    }

    private static <O extends Op> void define(
            String kind, Class<O> type, BiConsumer<O, ObjectNode> writer, Function<Fields, O> reader) {
        register(new Codec<>(kind, type, writer, reader));
    }

    private static void register(Codec<?> codec) {
        BY_KIND.put(codec.kind(), codec);
        BY_TYPE.putIfAbsent(codec.type(), codec);
    }

    private static void write(BatchNorm op, ObjectNode json) {
        json.put("epsilon", op.epsilon()).put("momentum", op.momentum());
        if (op.statistics() != Statistics.BATCH) {
            json.put("statistics", op.statistics().name());
        }
    }

    private static BatchNorm readBatchNorm(Fields in) {
        return new BatchNorm(
                in.number("epsilon"),
                in.number("momentum"),
                in.has("statistics") ? in.constant("statistics", Statistics.class) : Statistics.BATCH);
    }

    private static void write(Conv2d op, ObjectNode json) {
        window(json.put("out", op.out()).put("groups", op.groups()), op.kernel(), op.stride(), op.padding());
        put(json, "dilation", op.dilation());
    }

    private static Conv2d readConv2d(Fields in) {
        return new Conv2d(
                in.integer("out"),
                in.size("kernel"),
                in.size("stride"),
                in.size("padding"),
                in.size("dilation"),
                in.integer("groups"));
    }

    private static void write(ConvTranspose2d op, ObjectNode json) {
        window(json.put("out", op.out()).put("groups", op.groups()), op.kernel(), op.stride(), op.padding());
        put(json, "outputPadding", op.outputPadding());
        if (op.dilation().area() > 1) {
            put(json, "dilation", op.dilation());
        }
    }

    private static ConvTranspose2d readConvTranspose2d(Fields in) {
        return new ConvTranspose2d(
                in.integer("out"),
                in.size("kernel"),
                in.size("stride"),
                in.size("padding"),
                in.size("outputPadding"),
                in.has("dilation") ? in.size("dilation") : Size2d.square(1),
                in.integer("groups"));
    }

    private static void window(ObjectNode json, Size2d kernel, Size2d stride, Size2d padding) {
        put(json, "kernel", kernel);
        put(json, "stride", stride);
        put(json, "padding", padding);
    }

    static void put(ObjectNode json, String field, Size2d size) {
        json.putArray(field).add(size.height()).add(size.width());
    }

    static void put(ObjectNode json, String field, Shape shape) {
        ArrayNode dims = json.putArray(field);
        for (int dim : shape.dims()) {
            if (dim == Shape.BATCH) {
                dims.add("N");
            } else {
                dims.add(dim);
            }
        }
    }
}
