package dev.espalier.onnx;

import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/** Number by number arithmetic on what is known, as shapes and sizes need it: integers in 64 bits, floats in 32. */
final class ArithmeticFolds {

    private ArithmeticFolds() {}

    static void register(Registry registry) {
        unary(registry, "Abs", Math::abs);
        unary(registry, "Ceil", Math::ceil);
        unary(registry, "Cos", Math::cos);
        unary(registry, "Exp", Math::exp);
        unary(registry, "Floor", Math::floor);
        unary(registry, "Log", Math::log);
        unary(registry, "Neg", x -> -x);
        unary(registry, "Reciprocal", x -> 1 / x);
        unary(registry, "Round", Math::rint);
        unary(registry, "Sign", Math::signum);
        unary(registry, "Sin", Math::sin);
        unary(registry, "Sqrt", Math::sqrt);
        unary(registry, "Tanh", Math::tanh);
        unary(registry, "Not", x -> 1 - x);
        binary(registry, "Add", Math::addExact, Double::sum);
        binary(registry, "Sub", Math::subtractExact, (a, b) -> a - b);
        binary(registry, "Mul", Math::multiplyExact, (a, b) -> a * b);
        binary(registry, "Div", ArithmeticFolds::quotient, (a, b) -> a / b);
        binary(registry, "Max", Math::max, Math::max);
        binary(registry, "Min", Math::min, Math::min);
        binary(registry, "Mod", ArithmeticFolds::remainder, (a, b) -> a % b);
        binary(registry, "Pow", (a, b) -> (long) Math.pow(a, b), Math::pow);
        binary(registry, "And", (a, b) -> a & b, (a, b) -> a * b);
        binary(registry, "Or", (a, b) -> a | b, Math::max);
        comparison(registry, "Equal", (a, b) -> a == b);
        comparison(registry, "Greater", (a, b) -> a > b);
        comparison(registry, "GreaterOrEqual", (a, b) -> a >= b);
        comparison(registry, "Less", (a, b) -> a < b);
        comparison(registry, "LessOrEqual", (a, b) -> a <= b);
        registry.accept("Where", ArithmeticFolds::where);
    }

    /** A question about two numbers. */
    private interface Comparison {
        boolean holds(double a, double b);
    }

    private static long quotient(long a, long b) {
        if (b == 0) {
            throw new OnnxException("divides by zero");
        }
        return a / b;
    }

    private static long remainder(long a, long b) {
        if (b == 0) {
            throw new OnnxException("divides by zero");
        }
        return Math.floorMod(a, b);
    }

    private static void unary(Registry registry, String name, DoubleUnaryOperator function) {
        registry.accept(name, call -> {
            int[] dims = call.allow(call.known(0).dims());
            Tensor x = closed(call.known(0));
            double[] numbers = x.numbers();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = function.applyAsDouble(numbers[i]);
            }
            call.put(0, Tensor.of(x.kind(), dims, numbers));
        });
    }

    private static void binary(
            Registry registry, String name, LongBinaryOperator onIntegers, DoubleBinaryOperator onFloats) {
        registry.accept(name, call -> {
            Tensor result = call.known(0);
            for (int i = 1; i < call.inputs(); i++) {
                result = combine(call, result, call.known(i), onIntegers, onFloats);
            }
            call.put(0, result);
        });
    }

    private static Tensor combine(
            Call call, Tensor a, Tensor b, LongBinaryOperator onIntegers, DoubleBinaryOperator onFloats) {
        int[] dims = call.allow(Broadcasting.dims(a.dims(), b.dims()));
        Tensor left = Broadcasting.to(dims, closed(a));
        Tensor right = Broadcasting.to(dims, closed(b));
        if (a.kind() == Kind.FLOAT || b.kind() == Kind.FLOAT) {
            double[] numbers = new double[left.count()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = onFloats.applyAsDouble(left.at(i), right.at(i));
            }
            return Tensor.of(Kind.FLOAT, dims, numbers);
        }
        long[] numbers = new long[left.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Tensor.closed(onIntegers.applyAsLong(left.integer(i), right.integer(i)));
        }
        return a.kind() == Kind.BOOLEAN ? Tensor.booleans(dims, numbers) : Tensor.integers(dims, numbers);
    }

    private static void comparison(Registry registry, String name, Comparison comparison) {
        registry.accept(name, call -> {
            int[] dims = call.allow(
                    Broadcasting.dims(call.known(0).dims(), call.known(1).dims()));
            // An open batch equals no number, which is what files ask when they expand shapes.
            Tensor a = call.type().equals("Equal") ? call.known(0) : closed(call.known(0));
            Tensor b = call.type().equals("Equal") ? call.known(1) : closed(call.known(1));
            Tensor left = Broadcasting.to(dims, a);
            Tensor right = Broadcasting.to(dims, b);
            long[] answers = new long[left.count()];
            for (int i = 0; i < answers.length; i++) {
                answers[i] = comparison.holds(left.at(i), right.at(i)) ? 1 : 0;
            }
            call.put(0, Tensor.booleans(dims, answers));
        });
    }

    private static void where(Call call) {
        Tensor a = call.known(1);
        Tensor b = call.known(2);
        int[] both = Broadcasting.dims(a.dims(), b.dims());
        int[] dims = call.allow(Broadcasting.dims(call.known(0).dims(), both));
        Tensor mask = Broadcasting.to(dims, call.known(0));
        Tensor left = Broadcasting.to(dims, a);
        Tensor right = Broadcasting.to(dims, b);
        if (a.kind() == Kind.FLOAT) {
            double[] numbers = new double[mask.count()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = mask.at(i) != 0 ? left.at(i) : right.at(i);
            }
            call.put(0, Tensor.of(Kind.FLOAT, dims, numbers));
        } else {
            long[] numbers = new long[mask.count()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = mask.at(i) != 0 ? left.integer(i) : right.integer(i);
            }
            call.put(0, a.kind() == Kind.BOOLEAN ? Tensor.booleans(dims, numbers) : Tensor.integers(dims, numbers));
        }
    }

    /** Fails if the size of an open batch would go into a sum. */
    private static Tensor closed(Tensor tensor) {
        if (tensor.isOpen()) {
            throw new OnnxException("calculates with the open batch size; fix the batch size");
        }
        return tensor;
    }
}
