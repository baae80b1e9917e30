package dev.espalier.onnx;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Elementary.Function;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Tanh;
import dev.espalier.onnx.Exporters.Registry;
import java.util.List;
import java.util.Locale;

/** Functions of one variable. */
final class FunctionExports {

    private FunctionExports() {}

    static void register(Registry registry) {
        registry.accept(Abs.class, "Abs");
        registry.accept(Affine.class, FunctionExports::affine);
        registry.accept(Clamp.class, (op, at) -> clip(op.min(), op.max(), at));
        registry.accept(Dropout.class, (op, at) -> at.result("Dropout", List.of(at.input(0), at.scalar(op.rate()))));
        registry.accept(Elementary.class, FunctionExports::elementary);
        registry.accept(Elu.class, (op, at) -> at.result("Elu", Attribute.of("alpha", op.alpha())));
        registry.accept(Erf.class, "Erf");
        registry.accept(Exp.class, "Exp");
        registry.accept(Gelu.class, (op, at) -> gelu(at));
        registry.accept(
                HardSigmoid.class,
                (op, at) -> at.result("HardSigmoid", Attribute.of("alpha", 1.0 / 6), Attribute.of("beta", 0.5)));
        registry.accept(HardSwish.class, "HardSwish");
        registry.accept(LeakyRelu.class, (op, at) -> at.result("LeakyRelu", Attribute.of("alpha", op.slope())));
        registry.accept(Log.class, "Log");
        registry.accept(LogSoftmax.class, (op, at) -> at.result("LogSoftmax", Attribute.of("axis", op.axis())));
        registry.accept(Power.class, FunctionExports::power);
        registry.accept(Relu.class, "Relu");
        registry.accept(Relu6.class, (op, at) -> clip(0, 6, at));
        registry.accept(Round.class, "Round");
        registry.accept(Sigmoid.class, "Sigmoid");
        registry.accept(Softmax.class, (op, at) -> at.result("Softmax", Attribute.of("axis", op.axis())));
        registry.accept(Softplus.class, "Softplus");
        registry.accept(Sqrt.class, "Sqrt");
        registry.accept(Square.class, (op, at) -> at.result("Pow", List.of(at.input(0), at.scalar(2))));
        registry.accept(Tanh.class, "Tanh");
    }

    private static void affine(Affine op, Export at) {
        String x = at.input(0);
        if (op.shift() == 0) {
            at.result("Mul", List.of(x, at.scalar(op.scale())));
        } else {
            String scaled = op.scale() == 1 ? x : at.add("Mul", List.of(x, at.scalar(op.scale())));
            at.result("Add", List.of(scaled, at.scalar(op.shift())));
        }
    }

    private static void clip(double min, double max, Export at) {
        at.result("Clip", List.of(at.input(0), at.scalar(min), at.scalar(max)));
    }

    private static void power(Power op, Export at) {
        if (op.exponent() == -1) {
            at.result("Reciprocal");
        } else {
            at.result("Pow", List.of(at.input(0), at.scalar(op.exponent())));
        }
    }

    /** As most files spell it out, which is how others recognise it. */
    private static void gelu(Export at) {
        String x = at.input(0);
        String erf = at.add("Erf", List.of(at.add("Div", List.of(x, at.scalar(Math.sqrt(2))))));
        String distribution = at.add("Add", List.of(erf, at.scalar(1)));
        at.result("Mul", List.of(at.add("Mul", List.of(x, distribution)), at.scalar(0.5)));
    }

    private static void elementary(Elementary op, Export at) {
        if (op.function() == Function.TRUNCATE) {
            String whole = at.add("Floor", List.of(at.add("Abs", at.allInputs())));
            at.result("Mul", List.of(at.add("Sign", at.allInputs()), whole));
        } else {
            String name = op.function().name();
            at.result(name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT));
        }
    }
}
