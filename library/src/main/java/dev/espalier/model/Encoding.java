package dev.espalier.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How a parameter's numbers are constrained, and so what it takes to store them. */
public sealed interface Encoding {

    /** Any numbers. */
    record Dense() implements Encoding {}

    /**
     * Zero wherever the mask is zero. A training device: it says which weights a thinned or compiled model will hold,
     * and by itself makes nothing smaller or faster.
     *
     * @param mask ones and zeros, of the parameter's shape
     * @param structure the rule the zeros follow
     */
    record Masked(INDArray mask, Structure structure) implements Encoding {

        /** How many weights stay. */
        public long kept() {
            return Math.round(mask.sumNumber().doubleValue());
        }
    }
}
