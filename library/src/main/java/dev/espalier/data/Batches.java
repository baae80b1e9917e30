package dev.espalier.data;

import dev.espalier.model.OffHeap;
import dev.espalier.model.Seed;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A dataset cut into batches: an immutable value that says how, and any number of passes over it.
 *
 * <p>Every batch is a function of this value, its epoch and its index alone. A run that stops after batch k of epoch e
 * and goes on at {@code epoch(e, k + 1)} sees what an uninterrupted run sees.
 */
public final class Batches {

    private final Dataset data;
    private final int size;
    /** Null: in order. */
    private final Seed seed;

    private final Normalization normalization;
    private final Augmentation augmentation;
    private final boolean remainder;

    private Batches(
            Dataset data,
            int size,
            Seed seed,
            Normalization normalization,
            Augmentation augmentation,
            boolean remainder) {
        this.data = data;
        this.size = size;
        this.seed = seed;
        this.normalization = normalization;
        this.augmentation = augmentation;
        this.remainder = remainder;
        if (size < 1) {
            throw new IllegalArgumentException("batches of " + size + " images: expected at least 1");
        }
        if (normalization.channels() != data.channels()) {
            throw new IllegalArgumentException("the normalization has %d channels, but the images of %s have %d"
                    .formatted(normalization.channels(), data.name(), data.channels()));
        }
        if (!augmentation.isNone() && seed == null) {
            throw new IllegalArgumentException(
                    "augmentation draws at random and needs a seed; use Batches.shuffled(data, size, seed)");
        }
        if (!remainder && size > data.size()) {
            throw new IllegalArgumentException(
                    "%s has %d images, fewer than one batch of %d, and incomplete batches are dropped"
                            .formatted(data.name(), data.size(), size));
        }
    }

    /** For training: every epoch in another order, drawn from {@code seed.split(epoch)}. */
    public static Batches shuffled(Dataset data, int size, Seed seed) {
        return new Batches(
                data,
                size,
                Objects.requireNonNull(seed, "seed"),
                Normalization.unit(data.channels()),
                Augmentation.NONE,
                true);
    }

    /** For judging: every epoch in the order of the dataset. */
    public static Batches inOrder(Dataset data, int size) {
        return new Batches(data, size, null, Normalization.unit(data.channels()), Augmentation.NONE, true);
    }

    /** These with pixels normalized this way; without it they are scaled to the range 0 to 1. */
    public Batches normalized(Normalization by) {
        return new Batches(data, size, seed, by, augmentation, remainder);
    }

    /** These with images changed at random, each by {@code seed.split("augment").split(epoch).split(position)}. */
    public Batches augmented(Augmentation by) {
        return new Batches(data, size, seed, normalization, by, remainder);
    }

    /** These without the last batch of an epoch where it would be smaller than the others. */
    public Batches withoutRemainder() {
        return new Batches(data, size, seed, normalization, augmentation, false);
    }

    /** What is cut into batches. */
    public Dataset data() {
        return data;
    }

    /** How pixels become input. */
    public Normalization normalization() {
        return normalization;
    }

    /** Images per batch; the last of an epoch may have fewer. */
    public int size() {
        return size;
    }

    /** Batches per epoch. */
    public int count() {
        return remainder ? (data.size() + size - 1) / size : data.size() / size;
    }

    /**
     * One pass over the data.
     *
     * @param epoch from 0
     */
    public Iterable<Batch> epoch(int epoch) {
        return epoch(epoch, 0);
    }

    /**
     * The rest of a pass over the data.
     *
     * @param epoch from 0
     * @param first the batch to start at, 0 to count(); count() gives none
     */
    public Iterable<Batch> epoch(int epoch, int first) {
        if (epoch < 0 || first < 0 || first > count()) {
            throw new IllegalArgumentException(
                    "batch %d of epoch %d: expected an epoch of 0 or more and a batch of 0 to %d"
                            .formatted(first, epoch, count()));
        }
        return () -> new Pass(epoch, first);
    }

    private final class Pass implements Iterator<Batch> {

        private final int epoch;
        private final int[] order;
        private final float[][] tables;
        private final float[] values = new float[Math.min(size, data.size()) * imageLength()];
        private int next;

        Pass(int epoch, int first) {
            this.epoch = epoch;
            this.next = first;
            this.order = seed == null
                    ? IntStream.range(0, data.size()).toArray()
                    : seed.split(epoch).permutation(data.size());
            this.tables = IntStream.range(0, data.channels())
                    .mapToObj(normalization::table)
                    .toArray(float[][]::new);
        }

        @Override
        public boolean hasNext() {
            return next < count();
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("epoch %d has %d batches".formatted(epoch, count()));
            }
            int from = next * size;
            int[] positions = Arrays.copyOfRange(order, from, Math.min(from + size, order.length));
            OffHeap labels = OffHeap.of(labels(positions), positions.length);
            fill(positions);
            OffHeap images = OffHeap.of(values, positions.length, data.channels(), data.height(), data.width());
            return new Batch(epoch, next++, images, labels, positions);
        }

        private void fill(int[] positions) {
            for (int i = 0; i < positions.length; i++) {
                if (augmentation.isNone()) {
                    copy(positions[i], i * imageLength());
                } else {
                    Seed image = seed.split("augment").split(epoch).split(positions[i]);
                    copy(positions[i], i * imageLength(), augmentation.draw(image));
                }
            }
        }

        private void copy(int position, int target) {
            byte[] store = data.store();
            int plane = data.height() * data.width();
            int at = data.start(position);
            for (float[] table : tables) {
                for (int end = at + plane; at < end; at++) {
                    values[target++] = table[store[at] & 0xff];
                }
            }
        }

        private void copy(int position, int target, Augmentation.Move move) {
            int plane = data.height() * data.width();
            int start = data.start(position);
            for (int c = 0; c < tables.length; c++) {
                move.copy(
                        data.store(),
                        start + c * plane,
                        data.height(),
                        data.width(),
                        tables[c],
                        values,
                        target + c * plane);
            }
        }
    }

    private int imageLength() {
        return data.channels() * data.height() * data.width();
    }

    private float[] labels(int[] positions) {
        float[] labels = new float[positions.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = data.label(positions[i]);
        }
        return labels;
    }
}
