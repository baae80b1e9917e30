package dev.espalier.data;

import java.util.Objects;

/**
 * Pictures and what is to be made of each: target i belongs to input i.
 *
 * @param inputs what a generator is given
 * @param targets as many, of one size, which may be another one than that of the inputs
 */
public record ImagePairs(Dataset inputs, Dataset targets) {

    public ImagePairs {
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(targets, "targets");
        if (inputs.size() != targets.size()) {
            throw new IllegalArgumentException("%s has %,d images, but %s has %,d; pairs need as many of both"
                    .formatted(inputs.name(), inputs.size(), targets.name(), targets.size()));
        }
    }

    /** Number of pairs. */
    public int size() {
        return inputs.size();
    }

    /** The same pairs the other way round. */
    public ImagePairs reversed() {
        return new ImagePairs(targets, inputs);
    }

    /**
     * The first n pairs.
     *
     * @param n 1 to size()
     */
    public ImagePairs take(int n) {
        return new ImagePairs(inputs.take(n), targets.take(n));
    }

    /** What decides on numbers measured on them, as text. */
    public String identity() {
        return size() + " pairs, " + inputs.provenance().identity() + " to "
                + targets.provenance().identity();
    }

    @Override
    public String toString() {
        return "pairs of\n" + inputs + "\nand\n" + targets;
    }
}
