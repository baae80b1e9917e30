package dev.espalier.data;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images and labels a network sees in one step.
 *
 * <p>The arrays are fresh and belong to whoever holds the batch. They live outside the Java heap, where the collector is
 * in no hurry to free them: a loop over many batches closes each one.
 *
 * @param epoch which pass over the data, from 0
 * @param index which batch of that pass, from 0
 * @param images float32 [B, C, H, W], normalized
 * @param labels class indices as float32 [B]
 * @param positions of the images in their dataset, [B]
 */
public record Batch(int epoch, int index, INDArray images, INDArray labels, int[] positions) implements AutoCloseable {

    /** Number of images. */
    public int size() {
        return positions.length;
    }

    /** Frees both arrays at once. */
    @Override
    public void close() {
        images.close();
        labels.close();
    }

    @Override
    public String toString() {
        return "batch %d of epoch %d: %d images".formatted(index, epoch, size());
    }
}
