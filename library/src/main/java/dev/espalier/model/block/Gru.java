package dev.espalier.model.block;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Scope;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.Value;

/**
 * A gated recurrent layer (Cho et al. 2014) in the form of PyTorch's {@code nn.GRU} with {@code batch_first}, gates in its
 * order: reset r, update z, new n. With i for what the input says and g for what the last hidden state h says,
 *
 * <p>r = σ(i_r + g_r), z = σ(i_z + g_z), n = tanh(i_n + r g_n), h' = (1 - z) n + z h.
 *
 * @param hidden features of the state
 */
public record Gru(int hidden) {

    /** Appends the layer: [N, length, features] to the states at all steps, [N, length, hidden]. */
    public Value build(ModelBuilder net, String layer, Value x) {
        return new Recurrence(net, layer, x, hidden, 3).walk(Gru::next);
    }

    private static Value next(Recurrence.Step step, Value state) {
        Scope scope = step.scope;
        Value reset = scope.apply(new Sigmoid(), step.ofBoth(0));
        Value update = scope.apply(new Sigmoid(), step.ofBoth(1));
        Value remembered = scope.apply(new Multiply(), reset, step.ofHidden(2));
        Value fresh = scope.apply(new Tanh(), scope.apply(new Add(), step.ofInput(2), remembered));
        if (state == null) {
            return scope.apply(new Multiply(), scope.apply(new Affine(-1, 1), update), fresh);
        }
        Value kept = scope.apply(new Multiply(), update, scope.apply(new Subtract(), state, fresh));
        return scope.apply(new Add(), fresh, kept);
    }
}
