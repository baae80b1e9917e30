package dev.espalier.data;

import java.util.Objects;

/**
 * The pairs a generator is trained on and those it is judged by.
 *
 * @param train what every choice is made from
 * @param test what is kept apart
 */
public record PairSplit(ImagePairs train, ImagePairs test) {

    public PairSplit {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(test, "test");
        check("inputs", train.inputs(), test.inputs());
        check("targets", train.targets(), test.targets());
    }

    private static void check(String what, Dataset train, Dataset test) {
        if (train.channels() != test.channels() || train.height() != test.height() || train.width() != test.width()) {
            throw new IllegalArgumentException("%s for training are %dx%dx%d, for testing %dx%dx%d; they must be alike"
                    .formatted(
                            what,
                            train.channels(),
                            train.height(),
                            train.width(),
                            test.channels(),
                            test.height(),
                            test.width()));
        }
    }

    /** The same pairs the other way round. */
    public PairSplit reversed() {
        return new PairSplit(train.reversed(), test.reversed());
    }

    @Override
    public String toString() {
        return train + "\nand, for testing,\n" + test;
    }
}
