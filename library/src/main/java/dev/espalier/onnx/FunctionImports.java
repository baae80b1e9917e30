package dev.espalier.onnx;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import java.util.Locale;

/** Operators that apply a function of one variable to every number. */
final class FunctionImports {

    private FunctionImports() {}

    static void register(Registry registry) {
        function(registry, "Abs", new Abs());
        function(registry, "Erf", new Erf());
        function(registry, "Exp", new Exp());
        function(registry, "HardSwish", new HardSwish());
        function(registry, "Log", new Log());
        function(registry, "Neg", Affine.times(-1));
        function(registry, "Reciprocal", new Power(-1));
        function(registry, "Relu", new Relu());
        function(registry, "Round", new Round());
        function(registry, "Sigmoid", new Sigmoid());
        function(registry, "Softplus", new Softplus());
        function(registry, "Sqrt", new Sqrt());
        function(registry, "Tanh", new Tanh());
        for (Elementary.Function function : Elementary.Function.values()) {
            if (function != Elementary.Function.TRUNCATE) {
                String name =
                        function.name().charAt(0) + function.name().substring(1).toLowerCase(Locale.ROOT);
                function(registry, name, new Elementary(function));
            }
        }
        registry.accept("Celu", FunctionImports::celu);
        registry.accept("Clip", FunctionImports::clip);
        registry.accept("Elu", call -> function(call, new Elu(call.attributes().number("alpha", 1))));
        registry.accept("Gelu", FunctionImports::gelu);
        registry.accept("HardSigmoid", FunctionImports::hardSigmoid);
        registry.accept("LeakyRelu", FunctionImports::leakyRelu);
        registry.accept("Mish", FunctionImports::mish);
        registry.accept("Selu", FunctionImports::selu);
        registry.accept("Shrink", FunctionImports::shrink);
        registry.accept("Softsign", FunctionImports::softsign);
        registry.accept("ThresholdedRelu", FunctionImports::thresholdedRelu);
    }

    private static void function(Registry registry, String name, Op op) {
        registry.accept(name, call -> function(call, op));
    }

    private static void function(Call call, Op op) {
        call.result(op, call.value(0));
    }

    private static void clip(Call call) {
        boolean attributes = call.opset() < 11;
        double min = attributes
                ? call.attributes().number("min", -Float.MAX_VALUE)
                : call.scalar(1, "least value", -Float.MAX_VALUE);
        double max = attributes
                ? call.attributes().number("max", Float.MAX_VALUE)
                : call.scalar(2, "largest value", Float.MAX_VALUE);
        double least = Math.max(min, -Float.MAX_VALUE);
        double most = Math.min(max, Float.MAX_VALUE);
        if (least == 0 && most == 6) {
            function(call, new Relu6());
        } else if (least == 0 && most == Float.MAX_VALUE) {
            function(call, new Relu());
        } else {
            // The format lets the largest value win where the bounds are crossed.
            function(call, new Clamp(Math.min(least, most), most));
        }
    }

    /** clamp(alpha x + beta, 0, 1), which is one operator for PyTorch's constants. */
    private static void hardSigmoid(Call call) {
        double alpha = call.attributes().number("alpha", 0.2f);
        double beta = call.attributes().number("beta", 0.5);
        if (Math.abs(alpha - 1 / 6.0) < 1e-7 && beta == 0.5) {
            function(call, new HardSigmoid());
        } else {
            call.result(new Clamp(0, 1), call.add(new Affine(alpha, beta), call.value(0)));
        }
    }

    private static void leakyRelu(Call call) {
        double slope = call.attributes().number("alpha", 0.01f);
        if (slope >= 0) {
            function(call, new LeakyRelu(slope));
        } else {
            Value negative = call.add(new Relu(), call.add(Affine.times(-1), call.value(0)));
            Value below = call.add(Affine.times(slope), negative);
            call.result(new Subtract(), call.add(new Relu(), call.value(0)), below);
        }
    }

    private static void gelu(Call call) {
        if (call.attributes().text("approximate", "none").equals("none")) {
            function(call, new Gelu());
            return;
        }
        // x / 2 (1 + tanh(√(2 / π) (x + 0.044715 x³)))
        Value x = call.value(0);
        Value cube = call.add(Affine.times(0.044715), call.add(new Power(3), x));
        Value inner = call.add(Affine.times(Math.sqrt(2 / Math.PI)), call.add(new Add(), x, cube));
        Value half = call.add(new Affine(0.5, 0.5), call.add(new Tanh(), inner));
        call.result(new Multiply(), x, half);
    }

    /** x tanh(softplus(x)). */
    private static void mish(Call call) {
        Value x = call.value(0);
        call.result(new Multiply(), x, call.add(new Tanh(), call.add(new Softplus(), x)));
    }

    /** x above 0, alpha (exp(x / alpha) - 1) below. */
    private static void celu(Call call) {
        double alpha = call.attributes().number("alpha", 1);
        Value scaled = call.add(Affine.times(1 / alpha), call.value(0));
        call.result(Affine.times(alpha), call.add(new Elu(1), scaled));
    }

    private static void selu(Call call) {
        double alpha = call.attributes().number("alpha", 1.6732632f);
        double gamma = call.attributes().number("gamma", 1.050701f);
        call.result(Affine.times(gamma), call.add(new Elu(alpha), call.value(0)));
    }

    /** x / (1 + |x|). */
    private static void softsign(Call call) {
        Value x = call.value(0);
        Value one = call.add(new Affine(1, 1), call.add(new Abs(), x));
        call.result(new Divide(), x, one);
    }

    /** x where it is above alpha, else 0. */
    private static void thresholdedRelu(Call call) {
        Value x = call.value(0);
        Value above = aboveZero(call, 1, -call.attributes().number("alpha", 1));
        call.result(new Multiply(), x, above);
    }

    /** x - bias above lambda, x + bias below -lambda, else 0. */
    private static void shrink(Call call) {
        double lambda = call.attributes().number("lambd", 0.5);
        double bias = call.attributes().number("bias", 0);
        Value x = call.value(0);
        Value right = call.add(new Multiply(), call.add(new Affine(1, -bias), x), aboveZero(call, 1, -lambda));
        Value left = call.add(new Multiply(), call.add(new Affine(1, bias), x), aboveZero(call, -1, -lambda));
        call.result(new Add(), right, left);
    }

    /** 1 where scale x + shift is above 0. */
    private static Value aboveZero(Call call, double scale, double shift) {
        Value moved = call.add(new Affine(scale, shift), call.value(0));
        return call.add(new Greater(), moved, call.constant(Tensor.floats(new int[0], 0)));
    }
}
