package dev.espalier.train;

import java.util.List;
import java.util.Objects;

/**
 * How a {@link TrainingStep} differs from the usual.
 *
 * @param trained which parameters it changes: their names, or names of networks; empty for all the loss depends on
 * @param clipping of gradients
 * @param state of the optimizer; the step takes it over and carries it on
 * @param engine what computes
 */
public record StepOptions(List<String> trained, Clipping clipping, OptimizerState state, Engine engine) {

    public StepOptions {
        trained = List.copyOf(trained);
        Objects.requireNonNull(clipping, "clipping");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(engine, "engine");
    }

    /** All parameters, no clipping, the optimizer's first step, the usual engine. */
    public static StepOptions usual() {
        return new StepOptions(List.of(), Clipping.NONE, new OptimizerState(), Engine.DEFAULT);
    }

    /** These for some parameters only. */
    public StepOptions training(String... names) {
        return new StepOptions(List.of(names), clipping, state, engine);
    }

    /** These with gradients clipped. */
    public StepOptions with(Clipping other) {
        return new StepOptions(trained, other, state, engine);
    }

    /** These with the optimizer going on from a saved state. */
    public StepOptions from(OptimizerState saved) {
        return new StepOptions(trained, clipping, saved, engine);
    }

    /** These on another engine. */
    public StepOptions on(Engine other) {
        return new StepOptions(trained, clipping, state, other);
    }
}
