package dev.espalier.data;

import dev.espalier.model.OffHeap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images and labels a network sees in one step.
 *
 * <p>The arrays are fresh and belong to whoever holds the batch. Closing it frees their memory at once, which lies
 * outside the Java heap, and makes them and all views of them unusable. Without that they are freed when they are
 * garbage, later, so a loop over many batches closes each one.
 */
public final class Batch implements AutoCloseable {

    private final int epoch;
    private final int index;
    private final OffHeap images;
    private final OffHeap labels;
    private final int[] positions;

    Batch(int epoch, int index, OffHeap images, OffHeap labels, int[] positions) {
        this.epoch = epoch;
        this.index = index;
        this.images = images;
        this.labels = labels;
        this.positions = positions;
    }

    /** Which pass over the data, from 0. */
    public int epoch() {
        return epoch;
    }

    /** Which batch of that pass, from 0. */
    public int index() {
        return index;
    }

    /** Number of images B. */
    public int size() {
        return positions.length;
    }

    /** float32 [B, C, H, W], normalized. */
    public INDArray images() {
        return images.array();
    }

    /** Class indices as float32 [B]. */
    public INDArray labels() {
        return labels.array();
    }

    /** Where in the dataset each image is: a copy. */
    public int[] positions() {
        return positions.clone();
    }

    @Override
    public void close() {
        images.close();
        labels.close();
    }

    @Override
    public String toString() {
        return "batch %d of epoch %d: %d image%s".formatted(index, epoch, size(), size() == 1 ? "" : "s");
    }
}
