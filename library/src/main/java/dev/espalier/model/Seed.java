package dev.espalier.model;

import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Explicit randomness that splits by name, so that adding a layer does not shift the numbers another layer gets.
 *
 * <p>{@code seed.split("conv1").split("weight")} depends on the seed and the two names only: not on what else was split,
 * nor in which order.
 *
 * @param value any 64 bits
 */
public record Seed(long value) {

    /** The seed of a name under this one. */
    public Seed split(String name) {
        Objects.requireNonNull(name, "name");
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return new Seed(mix(value ^ mix(hash)));
    }

    /** The seed of a numbered thing under this one, such as an epoch. */
    public Seed split(long index) {
        return new Seed(mix(value + 0x9e3779b97f4a7c15L * (index + 1)));
    }

    /** A fresh generator that starts here; its algorithm is named, so every JVM gives the same numbers. */
    public RandomGenerator generator() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(value);
    }

    /** A permutation of 0 to length - 1 (Fisher and Yates). */
    public int[] permutation(int length) {
        int[] order = new int[length];
        RandomGenerator random = generator();
        for (int i = 0; i < length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
