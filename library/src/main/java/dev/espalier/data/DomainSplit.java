package dev.espalier.data;

import java.util.Objects;

/**
 * Images of two kinds to train on, and others to judge by.
 *
 * @param train what every choice is made from
 * @param test what is kept apart
 */
public record DomainSplit(Domains train, Domains test) {

    public DomainSplit {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(test, "test");
    }

    /**
     * Two classes of both parts, such as {@code DomainSplit.of(FashionMnist.load(), "sandal", "sneaker")}.
     *
     * @throws IllegalArgumentException if there is no such class, with the nearest there is
     */
    public static DomainSplit of(Split data, String from, String to) {
        return new DomainSplit(Domains.of(data.train(), from, to), Domains.of(data.test(), from, to));
    }

    @Override
    public String toString() {
        return train + "\nand, for testing,\n" + test;
    }
}
