package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.espalier.model.op.*;
import java.util.Optional;

/**
 * A function of one variable as oneDNN describes it.
 *
 * @param algorithm its constant
 * @param backward the constant for the derivative, which may be taken from the output; equal to {@code algorithm} if from
 *     the input
 * @param alpha first parameter
 * @param beta second parameter
 */
record Eltwise(int algorithm, int backward, float alpha, float beta) {

    /** The function of an operator, if oneDNN has it with the same derivative. */
    static Optional<Eltwise> of(Pointwise op) {
        if (op instanceof Relu) {
            return both(dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, 0, 0);
        }
        if (op instanceof LeakyRelu leaky) {
            return leaky.derivativeReads() == Pointwise.Operand.OUTPUT
                    ? both(dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, leaky.slope(), 0)
                    : fromInput(dnnl_eltwise_relu, leaky.slope(), 0);
        }
        if (op instanceof Relu6) {
            return both(dnnl_eltwise_clip_v2, dnnl_eltwise_clip_v2_use_dst_for_bwd, 0, 6);
        }
        if (op instanceof Tanh) {
            return both(dnnl_eltwise_tanh, dnnl_eltwise_tanh_use_dst_for_bwd, 0, 0);
        }
        if (op instanceof Sigmoid) {
            return both(dnnl_eltwise_logistic, dnnl_eltwise_logistic_use_dst_for_bwd, 0, 0);
        }
        if (op instanceof Exp) {
            return both(dnnl_eltwise_exp, dnnl_eltwise_exp_use_dst_for_bwd, 0, 0);
        }
        if (op instanceof Sqrt) {
            return both(dnnl_eltwise_sqrt, dnnl_eltwise_sqrt_use_dst_for_bwd, 0, 0);
        }
        if (op instanceof Gelu) {
            return fromInput(dnnl_eltwise_gelu_erf, 0, 0);
        }
        if (op instanceof HardSwish) {
            return fromInput(dnnl_eltwise_hardswish, 1.0 / 6, 0.5);
        }
        if (op instanceof Softplus) {
            return fromInput(dnnl_eltwise_soft_relu, 1, 0);
        }
        if (op instanceof Square) {
            return fromInput(dnnl_eltwise_square, 0, 0);
        }
        if (op instanceof Abs) {
            return fromInput(dnnl_eltwise_abs, 0, 0);
        }
        if (op instanceof Log) {
            return fromInput(dnnl_eltwise_log, 0, 0);
        }
        if (op instanceof HardSigmoid) {
            return fromInput(dnnl_eltwise_hardsigmoid, 1.0 / 6, 0.5);
        }
        if (op instanceof Elu elu) {
            return both(dnnl_eltwise_elu, dnnl_eltwise_elu_use_dst_for_bwd, elu.alpha(), 0);
        }
        if (op instanceof Power power && power.exponent() != 0) {
            return fromInput(dnnl_eltwise_pow, 1, power.exponent());
        }
        if (op instanceof Affine affine) {
            return fromInput(dnnl_eltwise_linear, affine.scale(), affine.shift());
        }
        return Optional.empty();
    }

    private static Optional<Eltwise> both(int algorithm, int backward, double alpha, double beta) {
        return Optional.of(new Eltwise(algorithm, backward, (float) alpha, (float) beta));
    }

    private static Optional<Eltwise> fromInput(int algorithm, double alpha, double beta) {
        return both(algorithm, algorithm, alpha, beta);
    }

    boolean derivativeFromOutput() {
        return backward != algorithm;
    }
}
