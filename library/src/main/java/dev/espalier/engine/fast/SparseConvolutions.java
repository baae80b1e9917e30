package dev.espalier.engine.fast;

import dev.espalier.model.op.Conv2d;
import java.util.Optional;

/**
 * Code for convolutions some of whose weights are known to be zero, in place of oneDNN's. It works on images in lanes: [N /
 * lanes, C, H, W, lanes], the last block filled up with zeros. Weights and their gradient are [O, I, H, W] in row order.
 */
@FunctionalInterface
public interface SparseConvolutions {

    /** No code: all is oneDNN's. */
    SparseConvolutions NONE = (weight, op, in, out, height, width) -> Optional.empty();

    /**
     * The code for a convolution; empty if oneDNN's is as good.
     *
     * @param weight name of the parameter
     * @param in channels
     * @param out filters
     * @param height of the images
     * @param width of the images
     */
    Optional<Passes> of(String weight, Conv2d op, int in, int out, int height, int width);

    /**
     * The passes of a convolution.
     *
     * @param lanes images in a block: 4, 8 or 16
     * @param forward from images and weight to the result
     * @param inputGradient from the gradient of the result, and the weight, to that of the images
     * @param weightGradient from images and the gradient of the result to that of the weight: zero where the weight is known to
     *     be
     */
    record Passes(int lanes, Pass forward, Pass inputGradient, Pass weightGradient) {}

    /** One pass. */
    @FunctionalInterface
    interface Pass {

        /**
         * Computes, on the calling thread or also on others.
         *
         * @param first address of the first operand
         * @param second address of the second operand
         * @param result address
         * @param blocks of images
         */
        void run(long first, long second, long result, long blocks);
    }
}
