package dev.espalier.onnx;

import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operand.Computed;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.Arrays;
import java.util.List;

/** Where known numbers come from, and operators that leave numbers as they are. */
final class ShapeFolds {

    private ShapeFolds() {}

    static void register(Registry registry) {
        registry.accept("Cast", ShapeFolds::cast);
        registry.accept("CastLike", call -> cast(call, call.operand(1).kind()));
        registry.accept("Constant", ShapeFolds::constant);
        registry.accept("ConstantOfShape", ShapeFolds::constantOfShape);
        registry.accept("Dropout", ShapeFolds::dropout);
        registry.accept("Identity", call -> call.put(0, call.operand(0)));
        registry.accept("Range", ShapeFolds::range);
        registry.accept("Shape", ShapeFolds::shape);
        registry.accept("Size", ShapeFolds::size);
    }

    private static void constant(Call call) {
        Attributes attributes = call.attributes();
        if (attributes.has("value")) {
            call.put(0, call.reading().tensor(attributes.tensor("value").orElseThrow()));
        } else if (attributes.has("value_float")) {
            call.put(0, Tensor.floats(new int[0], (float) attributes.number("value_float", 0)));
        } else if (attributes.has("value_int")) {
            call.put(0, Tensor.integers(new int[0], attributes.whole("value_int", 0)));
        } else if (attributes.has("value_ints")) {
            call.put(0, Tensor.list(attributes.integers("value_ints").orElseThrow()));
        } else if (attributes.has("value_floats")) {
            List<Float> numbers = attributes.numbers("value_floats").orElseThrow();
            double[] array = numbers.stream().mapToDouble(Float::doubleValue).toArray();
            call.put(0, Tensor.of(Kind.FLOAT, new int[] {array.length}, array));
        } else {
            throw new OnnxException("holds neither numbers nor a tensor of numbers");
        }
    }

    private static void cast(Call call) {
        cast(call, ElementType.of(call.attributes().integer("to", 0)).kind());
    }

    private static void cast(Call call, Kind to) {
        if (call.operand(0) instanceof Computed computed) {
            Value x = computed.value();
            if (to == Kind.BOOLEAN && computed.kind() != Kind.BOOLEAN) {
                Value zero = call.constant(Tensor.floats(new int[0], 0));
                call.result(Kind.BOOLEAN, new Affine(-1, 1), call.add(new Equal(), x, zero));
            } else if (to == Kind.INTEGER && computed.kind() == Kind.FLOAT) {
                call.result(to, new Elementary(Elementary.Function.TRUNCATE), x);
            } else {
                call.put(0, x, to);
            }
            return;
        }
        Tensor tensor = call.known(0);
        if (to == tensor.kind()) {
            call.put(0, tensor);
            return;
        }
        int[] dims = call.allow(tensor.dims());
        if (to == Kind.FLOAT) {
            call.put(0, Tensor.of(Kind.FLOAT, dims, tensor.numbers()));
        } else {
            long[] numbers = tensor.integers();
            if (to == Kind.BOOLEAN) {
                Arrays.setAll(numbers, i -> tensor.at(i) == 0 ? 0 : 1);
            }
            call.put(0, to == Kind.BOOLEAN ? Tensor.booleans(dims, numbers) : Tensor.integers(dims, numbers));
        }
    }

    private static void constantOfShape(Call call) {
        Tensor shape = call.read(call.known(0, "shape"));
        if (shape.isOpen()) {
            throw new OnnxException("fills a tensor of the open batch size; fix the batch size");
        }
        int[] dims = Arrays.stream(shape.integers()).mapToInt(Math::toIntExact).toArray();
        Tensor value =
                call.attributes().tensor("value").map(call.reading()::tensor).orElse(Tensor.floats(new int[0], 0));
        if (!value.isScalar()) {
            throw new OnnxException("fills a tensor with " + value + "; one number is expected");
        }
        call.put(0, value.picked(call.allow(dims), i -> 0));
    }

    private static void range(Call call) {
        double start = call.scalar(0, "start", 0);
        double limit = call.scalar(1, "limit", 0);
        double delta = call.scalar(2, "delta", 1);
        double count = Math.max(0, Math.ceil((limit - start) / delta));
        if (!(count <= Integer.MAX_VALUE)) {
            throw new OnnxException("counts from " + start + " to " + limit + " by " + delta);
        }
        double[] numbers = new double[Tensor.count(call.allow((int) count))];
        Arrays.setAll(numbers, i -> start + i * delta);
        call.put(0, Tensor.of(call.known(0).kind(), new int[] {numbers.length}, numbers));
    }

    private static void shape(Call call) {
        int[] dims = call.operand(0).dims();
        int from = bound(call.attributes().integer("start", 0), dims.length);
        int to = bound(call.attributes().integer("end", dims.length), dims.length);
        long[] numbers = Arrays.stream(dims, Math.min(from, to), to)
                .mapToLong(dim -> dim == Shape.BATCH ? Tensor.OPEN : dim)
                .toArray();
        call.put(0, Tensor.list(numbers));
    }

    private static int bound(int axis, int rank) {
        return Math.min(Math.max(axis < 0 ? axis + rank : axis, 0), rank);
    }

    private static void size(Call call) {
        int[] dims = call.operand(0).dims();
        if (Dims.isOpen(dims)) {
            throw new OnnxException("calculates with the open batch size; fix the batch size");
        }
        call.put(0, Tensor.integers(new int[0], Dims.size(dims)));
    }

    private static void dropout(Call call) {
        if (call.hasOutput(1)) {
            throw new OnnxException("gives out which numbers it dropped; only what it does after training can be read");
        }
        if (call.has(2) && call.scalar(2, "training mode", 0) != 0) {
            throw new OnnxException("drops numbers; only what it does after training can be read");
        }
        double rate =
                call.has(1) ? call.scalar(1, "ratio", 0.5) : call.attributes().number("ratio", 0.5);
        if (call.isKnown(0) || !(rate >= 0 && rate < 1)) {
            call.put(0, call.operand(0));
        } else {
            call.result(new Dropout(rate), call.value(0));
        }
    }
}
