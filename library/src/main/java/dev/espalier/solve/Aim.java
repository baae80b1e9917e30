package dev.espalier.solve;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Step;

/** What somebody wants of any model, such as a pruning or a quantization. */
public interface Aim {

    /** The noun for what is done: {@code pruning}. */
    String name();

    /**
     * The goal it comes to for one model.
     *
     * @param data what it may look at to decide: the training part only
     * @throws IllegalArgumentException if it cannot be reached with this model; says why, and in which layer
     */
    Goal settle(Model model, Split data);

    /** This and, on its result, another: sparsity first where the other is of levels. */
    default Aim and(Aim other) {
        return new Both(this, other);
    }

    /** What it is called in a model's history, with its settings. */
    Step step();
}
