package dev.espalier.train;

import dev.espalier.model.Seed;
import java.util.List;
import java.util.Objects;

/**
 * How a {@link TrainingStep} differs from the usual.
 *
 * @param trained which parameters it changes: their names, or names of networks; empty for all the loss depends on
 * @param clipping of gradients
 * @param state of the optimizer; the step takes it over and carries it on
 * @param seed decides what dropout drops, in each batch something else
 * @param engine what computes
 */
public record StepOptions(List<String> trained, Clipping clipping, OptimizerState state, Seed seed, Engine engine) {

    public StepOptions {
        trained = List.copyOf(trained);
        Objects.requireNonNull(clipping, "clipping");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(engine, "engine");
    }

    /** All parameters, no clipping, the optimizer's first step, seed 0, the usual engine. */
    public static StepOptions usual() {
        return new StepOptions(List.of(), Clipping.NONE, new OptimizerState(), new Seed(0), Engine.DEFAULT);
    }

    /** These for some parameters only. */
    public StepOptions training(String... names) {
        return new StepOptions(List.of(names), clipping, state, seed, engine);
    }

    /** These with gradients clipped. */
    public StepOptions with(Clipping other) {
        return new StepOptions(trained, other, state, seed, engine);
    }

    /** These with the optimizer going on from a saved state. */
    public StepOptions from(OptimizerState saved) {
        return new StepOptions(trained, clipping, saved, seed, engine);
    }

    /** These with other randomness. */
    public StepOptions with(Seed other) {
        return new StepOptions(trained, clipping, state, other, engine);
    }

    /** These on another engine. */
    public StepOptions on(Engine other) {
        return new StepOptions(trained, clipping, state, seed, other);
    }
}
