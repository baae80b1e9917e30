package dev.espalier.data;

import java.util.Objects;

/**
 * The part a model is trained on and the part it is judged by.
 *
 * @param train what weights, normalization and every choice are made from
 * @param test what is kept apart; called validation where it was split from training images
 */
public record Split(Dataset train, Dataset test) {

    public Split {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(test, "test");
        if (!train.classNames().equals(test.classNames())) {
            throw new IllegalArgumentException(
                    "training and test part must have the same classes in the same order; training part: "
                            + train.classNames() + ", test part: " + test.classNames());
        }
    }

    /** How pixels of both parts become input: by mean and deviation of the training part, which alone may decide. */
    public Normalization normalization() {
        return Normalization.of(train);
    }

    @Override
    public String toString() {
        return train + "\n" + test;
    }
}
