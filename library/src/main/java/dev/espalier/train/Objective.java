package dev.espalier.train;

import dev.espalier.model.op.Value;
import dev.espalier.train.loss.Loss;
import java.util.Objects;

/**
 * What a {@link Trainer} makes smaller.
 *
 * <pre>{@code
 * Trainer.of(plan).towards(Objective.CROSS_ENTROPY.plus("sparsity", 1e-4, term)).train(model, data);
 * }</pre>
 *
 * @param description for people and for the history; a run only resumes towards an objective of the same description, so
 *     it says everything that changes the outcome
 * @param definition how the loss is made
 */
public record Objective(String description, Definition definition) {

    /** Cross-entropy, with the plan's label smoothing. */
    public static final Objective CROSS_ENTROPY =
            new Objective("cross-entropy", (graph, forward) -> forward.crossEntropy());

    public Objective {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(definition, "definition");
    }

    /** Adds the nodes of a loss to a graph. */
    @FunctionalInterface
    public interface Definition {

        /**
         * The loss, a scalar.
         *
         * @param graph holds the classifier, under its own names; other networks take part through
         *     {@link JointGraph#eval} and stay as they are
         * @param forward what the classifier makes of a batch
         */
        Value loss(JointGraph graph, Forward forward);
    }

    /**
     * A batch and what the classifier makes of it.
     *
     * @param images [N, C, H, W]
     * @param labels [N]
     * @param logits [N, classes]
     * @param crossEntropy of the logits, with the plan's label smoothing
     */
    public record Forward(Value images, Value labels, Value logits, Value crossEntropy) {}

    /**
     * This objective and another term.
     *
     * @param term its description
     * @param weight the factor on it
     * @param definition it may read values of networks that this objective has put into the graph
     */
    public Objective plus(String term, double weight, Definition definition) {
        return new Objective(description + " + " + weight + " " + term, (graph, forward) -> {
            Value so = this.definition.loss(graph, forward);
            Value more = definition.loss(graph, forward);
            return Loss.weighted(graph.scope("plus " + term), new Loss.Term(1, so), new Loss.Term(weight, more));
        });
    }

    @Override
    public String toString() {
        return description;
    }
}
