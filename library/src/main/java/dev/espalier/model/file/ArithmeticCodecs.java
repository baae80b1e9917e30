package dev.espalier.model.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import java.util.List;

/** The operators that calculate number by number, or along axes. */
final class ArithmeticCodecs {

    private ArithmeticCodecs() {}

    static List<Codec<?>> all() {
        return List.of(
                Codec.plain("Abs", Abs.class, Abs::new),
                Codec.plain("Add", Add.class, Add::new),
                new Codec<>(
                        "Affine",
                        Affine.class,
                        (op, json) -> json.put("scale", op.scale()).put("shift", op.shift()),
                        in -> new Affine(in.number("scale"), in.number("shift"))),
                new Codec<>(
                        "Clamp",
                        Clamp.class,
                        (op, json) -> json.put("min", op.min()).put("max", op.max()),
                        in -> new Clamp(in.number("min"), in.number("max"))),
                Codec.plain("Divide", Divide.class, Divide::new),
                new Codec<>(
                        "Dropout",
                        Dropout.class,
                        (op, json) -> json.put("rate", op.rate()),
                        in -> new Dropout(in.number("rate"))),
                new Codec<>(
                        "Elementary",
                        Elementary.class,
                        (op, json) -> json.put("function", op.function().name()),
                        in -> new Elementary(in.constant("function", Elementary.Function.class))),
                new Codec<>(
                        "Elu",
                        Elu.class,
                        (op, json) -> json.put("alpha", op.alpha()),
                        in -> new Elu(in.number("alpha"))),
                Codec.plain("Equal", Equal.class, Equal::new),
                Codec.plain("Erf", Erf.class, Erf::new),
                Codec.plain("Exp", Exp.class, Exp::new),
                new Codec<>(
                        "Expand",
                        Expand.class,
                        (op, json) -> OpCodec.put(json, "shape", op.shape()),
                        in -> new Expand(in.shape("shape"))),
                new Codec<>(
                        "FakeQuantize",
                        FakeQuantize.class,
                        (op, json) -> json.put("bits", op.bits())
                                .put("signed", op.signed())
                                .put("gradient", op.gradient().name()),
                        in -> new FakeQuantize(
                                in.integer("bits"),
                                in.flag("signed"),
                                in.constant("gradient", FakeQuantize.StepGradient.class))),
                Codec.plain("Gelu", Gelu.class, Gelu::new),
                Codec.plain("Greater", Greater.class, Greater::new),
                Codec.plain("HardSigmoid", HardSigmoid.class, HardSigmoid::new),
                Codec.plain("HardSwish", HardSwish.class, HardSwish::new),
                new Codec<>(
                        "LeakyRelu",
                        LeakyRelu.class,
                        (op, json) -> json.put("slope", op.slope()),
                        in -> new LeakyRelu(in.number("slope"))),
                Codec.plain("Log", Log.class, Log::new),
                new Codec<>(
                        "LogSoftmax",
                        LogSoftmax.class,
                        (op, json) -> json.put("axis", op.axis()),
                        in -> new LogSoftmax(in.integer("axis"))),
                Codec.plain("Maximum", Maximum.class, Maximum::new),
                Codec.plain("Multiply", Multiply.class, Multiply::new),
                new Codec<>(
                        "Power",
                        Power.class,
                        (op, json) -> json.put("exponent", op.exponent()),
                        in -> new Power(in.number("exponent"))),
                new Codec<>("Reduce", Reduce.class, (op, json) -> write(op, json), in -> read(in)),
                Codec.plain("Relu", Relu.class, Relu::new),
                Codec.plain("Relu6", Relu6.class, Relu6::new),
                Codec.plain("Round", Round.class, Round::new),
                Codec.plain("Select", Select.class, Select::new),
                Codec.plain("Sigmoid", Sigmoid.class, Sigmoid::new),
                new Codec<>(
                        "Softmax",
                        Softmax.class,
                        (op, json) -> json.put("axis", op.axis()),
                        in -> new Softmax(in.integer("axis"))),
                Codec.plain("Softplus", Softplus.class, Softplus::new),
                Codec.plain("Sqrt", Sqrt.class, Sqrt::new),
                Codec.plain("Square", Square.class, Square::new),
                Codec.plain("Subtract", Subtract.class, Subtract::new),
                Codec.plain("Tanh", Tanh.class, Tanh::new));
    }

    private static void write(Reduce op, ObjectNode json) {
        ArrayNode axes = json.put("reducer", op.reducer().name())
                .put("keepDims", op.keepDims())
                .putArray("axes");
        op.axes().forEach(axes::add);
    }

    private static Reduce read(Fields in) {
        return new Reduce(in.constant("reducer", Reduce.Reducer.class), in.integers("axes"), in.flag("keepDims"));
    }
}
