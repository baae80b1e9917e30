package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Scope;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000) in the form of
 * PyTorch's {@code nn.LSTM} with {@code batch_first}, gates in its order: in i, forget f, cell g, out o. With every gate
 * reading input and last hidden state,
 *
 * <p>c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c').
 *
 * @param hidden features of the state
 */
public record Lstm(int hidden) {

    /** Appends the layer: [N, length, features] to the hidden states at all steps, [N, length, hidden]. */
    public Value build(ModelBuilder net, String layer, Value x) {
        return new Recurrence(net, layer, x, hidden, 4).walk(new Cell());
    }

    /** Keeps what passes from step to step beside the hidden state. */
    private static final class Cell implements Recurrence.Cell {

        private Value memory;

        @Override
        public Value next(Recurrence.Step step, Value state) {
            Scope scope = step.scope;
            Value in = scope.apply(new Sigmoid(), step.ofBoth(0));
            Value fresh = scope.apply(new Multiply(), in, scope.apply(new Tanh(), step.ofBoth(2)));
            if (memory == null) {
                memory = fresh;
            } else {
                Value forget = scope.apply(new Sigmoid(), step.ofBoth(1));
                memory = scope.apply(new Add(), scope.apply(new Multiply(), forget, memory), fresh);
            }
            Value out = scope.apply(new Sigmoid(), step.ofBoth(3));
            return scope.apply(new Multiply(), out, scope.apply(new Tanh(), memory));
        }
    }
}
