package dev.espalier.train;

import dev.espalier.model.Parameters;
import java.util.function.Supplier;

/**
 * What holds the weights of a run besides its loss, at each point of it: masks, pulls, and values that the forward pass
 * uses in place of weights. It must depend on the {@link Moment} alone: a run that stopped and goes on asks again with the
 * same arguments and must get the same answer. Whatever a policy has to remember goes into the {@link Hold}, which
 * checkpoints save.
 */
@FunctionalInterface
public interface Policy {

    /**
     * Keeps what there is: masked weights stay zero, and quantized ones stay on their levels and scales, by straight-through
     * training.
     */
    Policy KEEP = new Keep();

    /**
     * A point of a run, between two optimizer steps.
     *
     * @param step how many steps are done: 0 before the first, {@code steps} after the last
     * @param steps how many the run has
     * @param stepsPerEpoch how many make a pass over the images
     * @param hold what is in force
     * @param weights the parameters as the optimizer moves them; they change with the next step, so copy what is to stay
     */
    record Moment(long step, long steps, long stepsPerEpoch, Hold hold, Supplier<Parameters> weights) {}

    /**
     * What holds from here on; giving back {@link Moment#hold()} itself costs nothing.
     *
     * @throws IllegalArgumentException if the weights cannot be held like this; the run then ends
     */
    Hold at(Moment moment);

    /** What it does, with everything that changes the outcome: a run only resumes under a policy of the same name. */
    default String description() {
        return "";
    }

    /** This policy under a name. */
    default Policy named(String description) {
        Policy unnamed = this;
        return new Policy() {
            @Override
            public Hold at(Moment moment) {
                return unnamed.at(moment);
            }

            @Override
            public String description() {
                return description;
            }
        };
    }
}
