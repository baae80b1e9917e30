package dev.espalier.onnx;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.OptionalDouble;

/** Operators that calculate with the numbers in the same place of several tensors. */
final class ArithmeticImports {

    private ArithmeticImports() {}

    static void register(Registry registry) {
        registry.accept("Add", ArithmeticImports::add);
        registry.accept("Div", ArithmeticImports::divide);
        registry.accept("Max", ArithmeticImports::max);
        registry.accept("Mean", ArithmeticImports::mean);
        registry.accept("Min", ArithmeticImports::min);
        registry.accept("Mod", ArithmeticImports::mod);
        registry.accept("Mul", ArithmeticImports::multiply);
        registry.accept("Pow", ArithmeticImports::power);
        registry.accept("PRelu", ArithmeticImports::prelu);
        registry.accept("Sub", ArithmeticImports::subtract);
        registry.accept("Sum", ArithmeticImports::sum);
    }

    /** The finite number that an input is for every number of the other, if it is one. */
    static OptionalDouble number(Call call, int input, int other) {
        if (call.isKnown(input) && !call.isKnown(other)) {
            Tensor tensor = call.known(input);
            boolean one =
                    tensor.isScalar() && tensor.rank() <= call.operand(other).rank();
            if (one && Double.isFinite(tensor.at(0)) && !tensor.isOpen()) {
                return OptionalDouble.of(tensor.at(0));
            }
        }
        return OptionalDouble.empty();
    }

    private static void add(Call call) {
        for (int i = 0; i < 2; i++) {
            OptionalDouble number = number(call, i, 1 - i);
            if (number.isPresent()) {
                call.result(new Affine(1, number.getAsDouble()), call.value(1 - i));
                return;
            }
        }
        call.result(new Add(), call.value(0, Role.BIAS), call.value(1, Role.BIAS));
    }

    private static void subtract(Call call) {
        OptionalDouble left = number(call, 0, 1);
        OptionalDouble right = number(call, 1, 0);
        if (left.isPresent()) {
            call.result(new Affine(-1, left.getAsDouble()), call.value(1));
        } else if (right.isPresent()) {
            call.result(new Affine(1, -right.getAsDouble()), call.value(0));
        } else {
            call.result(new Subtract(), call.value(0), call.value(1));
        }
    }

    private static void multiply(Call call) {
        for (int i = 0; i < 2; i++) {
            OptionalDouble number = number(call, i, 1 - i);
            if (number.isPresent()) {
                call.result(Affine.times(number.getAsDouble()), call.value(1 - i));
                return;
            }
        }
        call.result(new Multiply(), call.value(0, Role.SCALE), call.value(1, Role.SCALE));
    }

    private static void divide(Call call) {
        if (call.operand(0).kind() == Kind.INTEGER) {
            Value quotient = call.add(new Divide(), call.value(0), call.value(1));
            call.result(new Elementary(Elementary.Function.TRUNCATE), quotient);
            return;
        }
        OptionalDouble left = number(call, 0, 1);
        OptionalDouble right = number(call, 1, 0);
        if (left.isPresent()) {
            call.result(Affine.times(left.getAsDouble()), call.add(new Power(-1), call.value(1)));
        } else if (right.isPresent() && Double.isFinite(1 / right.getAsDouble())) {
            call.result(Affine.times(1 / right.getAsDouble()), call.value(0));
        } else {
            call.result(new Divide(), call.value(0), call.value(1));
        }
    }

    private static void power(Call call) {
        Tensor exponent = call.known(1, "exponent");
        if (!exponent.isScalar() || exponent.rank() > call.operand(0).rank()) {
            throw new OnnxException("raises to powers that differ from number to number; one exponent can be read");
        }
        double power = exponent.at(0);
        Op op = power == 2 ? new Square() : power == 0.5 ? new Sqrt() : new Power(power);
        call.result(op, call.value(0));
    }

    /** x - y floor(x / y), with the sign of y, or x - y trunc(x / y), with the sign of x. */
    private static void mod(Call call) {
        Value x = call.value(0);
        Value y = call.value(1);
        boolean signOfX = call.attributes().flag("fmod", false);
        Elementary.Function whole = signOfX ? Elementary.Function.TRUNCATE : Elementary.Function.FLOOR;
        Value quotient = call.add(new Elementary(whole), call.add(new Divide(), x, y));
        call.result(new Subtract(), x, call.add(new Multiply(), y, quotient));
    }

    private static void max(Call call) {
        Value largest = call.value(0);
        for (int i = 1; i < call.inputs(); i++) {
            OptionalDouble bound = number(call, i, 0);
            if (bound.isEmpty()) {
                largest = call.add(new Maximum(), largest, call.value(i));
            } else if (bound.getAsDouble() == 0) {
                largest = call.add(new Relu(), largest);
            } else {
                largest = call.add(new Clamp(bound.getAsDouble(), Float.MAX_VALUE), largest);
            }
        }
        call.put(0, largest, call.operand(0).kind());
    }

    private static void min(Call call) {
        Value least = call.value(0);
        for (int i = 1; i < call.inputs(); i++) {
            OptionalDouble bound = number(call, i, 0);
            if (bound.isPresent()) {
                least = call.add(new Clamp(-Float.MAX_VALUE, bound.getAsDouble()), least);
            } else {
                Value opposite = call.add(Affine.times(-1), least);
                Value other = call.add(Affine.times(-1), call.value(i));
                least = call.add(Affine.times(-1), call.add(new Maximum(), opposite, other));
            }
        }
        call.put(0, least, call.operand(0).kind());
    }

    private static Value total(Call call) {
        Value sum = call.value(0);
        for (int i = 1; i < call.inputs(); i++) {
            sum = call.add(new Add(), sum, call.value(i));
        }
        return sum;
    }

    private static void sum(Call call) {
        call.put(0, total(call), call.operand(0).kind());
    }

    private static void mean(Call call) {
        call.result(Affine.times(1.0 / call.inputs()), total(call));
    }

    /** max(x, 0) - slope max(-x, 0). */
    private static void prelu(Call call) {
        Value x = call.value(0);
        Value below = call.add(new Relu(), call.add(Affine.times(-1), x));
        Value scaled = call.add(new Multiply(), below, call.value(1, Role.SCALE));
        call.result(new Subtract(), call.add(new Relu(), x), scaled);
    }
}
