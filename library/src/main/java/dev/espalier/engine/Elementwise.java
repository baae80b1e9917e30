package dev.espalier.engine;

import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Blend;
import dev.espalier.model.op.Constant;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.PointwiseGradient;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.StraightThrough;
import dev.espalier.model.op.Tanh;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Operators whose every number depends on the numbers in the same place, and their gradients: by their definitions, except
 * for the few that every network runs through, where ND4J is much faster.
 */
final class Elementwise {

    private Elementwise() {}

    static void pointwise(Pointwise op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer x = in[0].data();
        DataBuffer y = out.data();
        for (long i = 0; i < out.length(); i++) {
            y.put(i, op.value(x.getDouble(i)));
        }
    }

    static void gradient(PointwiseGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        if (op.of() instanceof Relu) {
            Nd4j.exec(new Step(in[0], out, 0));
            out.muli(in[1]);
        } else if (op.of() instanceof Relu6) {
            relu6Gradient(in[0], in[1], out, scratch);
        } else if (op.of() instanceof Tanh) {
            in[0].muli(in[0], out);
            out.rsubi(1);
            out.muli(in[1]);
        } else {
            DataBuffer read = in[0].data();
            DataBuffer upstream = in[1].data();
            DataBuffer gradient = out.data();
            for (long i = 0; i < out.length(); i++) {
                gradient.put(i, upstream.getDouble(i) * op.of().derivative(read.getDouble(i)));
            }
        }
    }

    static void affine(Affine op, INDArray[] in, INDArray out, Scratch scratch) {
        in[0].muli(op.scale(), out);
        out.addi(op.shift());
    }

    static void blend(Blend op, INDArray[] in, INDArray out, Scratch scratch) {
        in[1].subi(in[0], out);
        out.muli(op.momentum());
        out.addi(in[0]);
    }

    static void constant(Constant op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(op.value());
    }

    static void stopGradient(StopGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(in[0]);
    }

    static void straightThrough(StraightThrough op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(in[1]);
    }

    static void relu(Relu op, INDArray[] in, INDArray out, Scratch scratch) {
        Nd4j.exec(new RectifiedLinear(in[0], out, 0));
    }

    static void relu6(Relu6 op, INDArray[] in, INDArray out, Scratch scratch) {
        Nd4j.exec(new RectifiedLinear(in[0], out, 0));
        Nd4j.exec(new ScalarMin(out, null, out, 6));
    }

    private static void relu6Gradient(INDArray output, INDArray upstream, INDArray gradient, Scratch scratch) {
        INDArray below = scratch.like(gradient);
        output.rsubi(6, below);
        Nd4j.exec(new Step(below, below, 0));
        Nd4j.exec(new Step(output, gradient, 0));
        gradient.muli(below);
        gradient.muli(upstream);
        scratch.give(below);
    }

    static void tanh(Tanh op, INDArray[] in, INDArray out, Scratch scratch) {
        Nd4j.exec(new org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh(in[0], out));
    }
}
