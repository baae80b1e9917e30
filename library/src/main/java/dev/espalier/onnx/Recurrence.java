package dev.espalier.onnx;

import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;
import java.util.List;
import java.util.Locale;

/**
 * One direction of a recurrent layer: its weights, and what all kinds of such layers do alike.
 *
 * @param call the node
 * @param direction 0, or 1 for the second of two
 * @param gates how many vectors of {@code hidden} numbers a step calculates
 * @param hidden numbers of the state
 * @param activations names, those of this direction
 */
record Recurrence(Call call, int direction, int gates, int hidden, List<String> activations) {

    /** W x + b for all steps at once, [N, T, I] to [N, T, gates hidden]; the biases of the recurrence too if asked for. */
    Value inputs(Value sequence, boolean withRecurrentBias) {
        Linear linear = new Linear(gates * hidden);
        Value weight = weight(1, sequence.shape().dim(2));
        if (!call.has(3)) {
            return call.add(linear, sequence, weight);
        }
        return call.add(linear, sequence, weight, bias("inputs " + withRecurrentBias, withRecurrentBias, true));
    }

    /** R h, with the biases of the recurrence if asked for: [N, hidden] to [N, gates hidden]. */
    Value recurrent(Value state, boolean withBias) {
        return withBias && call.has(3)
                ? call.add(new Linear(gates * hidden), state, weight(2, hidden), bias("recurrent", true, false))
                : recurrent(state, 0, gates);
    }

    /** R h for some of the gates: [N, hidden] to [N, count hidden]. */
    Value recurrent(Value state, int first, int count) {
        expect(2, gates * hidden, hidden);
        Value weight = call.parameter(
                2,
                Role.WEIGHT,
                "direction " + direction + " gates " + first + " " + count,
                tensor -> part(tensor, (direction * gates + first) * hidden * hidden, count * hidden, hidden));
        return call.add(new Linear(count * hidden), state, weight);
    }

    private Value weight(int input, int columns) {
        expect(input, gates * hidden, columns);
        return call.parameter(
                input,
                Role.WEIGHT,
                "direction " + direction,
                tensor -> part(tensor, direction * gates * hidden * columns, gates * hidden, columns));
    }

    /** [W biases, R biases] of this direction: one half, or the sum of both. */
    private Value bias(String form, boolean recurrent, boolean input) {
        expect(3, 2 * gates * hidden);
        int count = gates * hidden;
        return call.parameter(3, Role.BIAS, form + " " + direction, tensor -> {
            float[] numbers = new float[count];
            for (int i = 0; i < count; i++) {
                int at = direction * 2 * count + i;
                numbers[i] = (float) ((input ? tensor.at(at) : 0) + (recurrent ? tensor.at(at + count) : 0));
            }
            return Tensor.floats(new int[] {count}, numbers);
        });
    }

    /** The peephole weights of one gate. */
    Value peephole(int gate) {
        expect(7, 3 * hidden);
        return call.parameter(
                7,
                Role.SCALE,
                "peephole " + direction + " " + gate,
                tensor -> part(tensor, (direction * 3 + gate) * hidden, hidden));
    }

    private void expect(int input, int... dims) {
        Tensor tensor = call.known(input, "weights");
        boolean fits = tensor.rank() == dims.length + 1 && tensor.dim(0) > direction;
        for (int axis = 0; fits && axis < dims.length; axis++) {
            fits = tensor.dim(axis + 1) == dims[axis];
        }
        if (!fits) {
            throw new OnnxException("has " + tensor + " as its input " + input + "; [directions, "
                    + Shape.of(dims).toString().substring(1) + " is expected");
        }
    }

    private static Tensor part(Tensor tensor, int from, int... dims) {
        return tensor.picked(dims, i -> from + i);
    }

    /** The numbers of one step as [N, width]. */
    Value step(Value sequence, int time) {
        Shape shape = sequence.shape();
        Value step = call.add(new Slice(1, time, 1), sequence);
        return call.add(new Reshape(Call.shape(shape.dim(0), shape.dim(2))), step);
    }

    /** One gate of [N, gates hidden]. */
    Value gate(Value all, int gate) {
        return all.shape().dim(1) == hidden ? all : call.add(new Slice(1, gate * hidden, hidden), all);
    }

    Value activate(int index, Value x) {
        String name = activations.get(index);
        Op op =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "relu" -> new Relu();
                    case "sigmoid" -> new Sigmoid();
                    case "tanh" -> new Tanh();
                    default ->
                        throw new OnnxException(
                                "applies the activation '" + name + "'; Relu, Sigmoid and Tanh can be read");
                };
        return call.add(op, x);
    }
}
