package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Scope;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * What recurrent layers share: a linear layer that reads the input, {@code layer.input}, one that reads the last hidden
 * state, {@code layer.hidden}, and the walk along the sequence. The state starts at zero.
 */
final class Recurrence {

    private final Scope scope;
    private final int hidden;
    private final int gates;
    private final Value input;
    private final Value weight;
    private final Value bias;

    Recurrence(ModelBuilder net, String layer, Value x, int hidden, int gates) {
        Sequences.expect(layer, x);
        this.scope = net.scope(layer);
        this.hidden = hidden;
        this.gates = gates;
        input = net.linear(layer + ".input", x, gates * hidden);
        weight = net.parameter(layer + ".hidden", Role.WEIGHT, Shape.of(gates * hidden, hidden));
        bias = net.parameter(layer + ".hidden", Role.BIAS, Shape.of(gates * hidden));
    }

    /** One step of the walk. */
    final class Step {

        final Scope scope;
        private final Value ofInput;
        private final Value ofHidden;

        private Step(int number, Value state) {
            scope = Recurrence.this.scope.part("step" + (number + 1));
            Value one = scope.apply(new Slice(1, number, 1), input);
            Shape projected = new Shape(List.of(one.shape().dim(0), gates * hidden));
            ofInput = scope.apply(new Reshape(projected), one);
            // Of the first state, which is zero, only the bias is left.
            ofHidden = state == null ? bias : scope.apply(new Linear(gates * hidden), state, weight, bias);
        }

        /** What the input says to a gate. */
        Value ofInput(int gate) {
            return part(ofInput, gate);
        }

        /** What the last hidden state says to a gate. */
        Value ofHidden(int gate) {
            return part(ofHidden, gate);
        }

        /** What both say to a gate. */
        Value ofBoth(int gate) {
            return scope.apply(new Add(), ofInput(gate), ofHidden(gate));
        }

        private Value part(Value projection, int gate) {
            int last = projection.shape().rank() - 1;
            return scope.apply(new Slice(last, gate * hidden, hidden), projection);
        }
    }

    /** How a cell gets from one hidden state [N, hidden] to the next. */
    interface Cell {
        Value next(Step step, Value state);
    }

    /** The hidden states of all steps, [N, length, hidden]; before the first it is null, for zero. */
    Value walk(Cell cell) {
        List<Value> states = new ArrayList<>();
        Value state = null;
        for (int number = 0; number < input.shape().dim(1); number++) {
            Step step = new Step(number, state);
            state = cell.next(step, state);
            Shape one = new Shape(List.of(state.shape().dim(0), 1, hidden));
            states.add(step.scope.apply(new Reshape(one), state));
        }
        return scope.apply(new Concat(1), states.toArray(Value[]::new));
    }
}
