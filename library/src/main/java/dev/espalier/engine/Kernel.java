package dev.espalier.engine;

import dev.espalier.model.op.Op;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes one operator.
 *
 * @param <O> the operator
 */
@FunctionalInterface
interface Kernel<O extends Op> {

    /**
     * Fills the output. All arrays are of the same type, dense and in row order; the inputs must not be written to.
     *
     * @param op the operator's attributes
     * @param inputs its operands, in the operator's order
     * @param output holds anything before
     * @param scratch where temporary arrays come from
     */
    void run(O op, INDArray[] inputs, INDArray output, Scratch scratch);
}
