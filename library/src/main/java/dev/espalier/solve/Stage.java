package dev.espalier.solve;

import dev.espalier.train.Evaluation;

/**
 * A judgement on the way from a model to a compressed one.
 *
 * @param name such as {@code before recovery}
 * @param judged on the test images
 */
public record Stage(String name, Evaluation judged) {}
