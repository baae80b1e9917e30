package dev.espalier.engine;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Blend;
import dev.espalier.model.op.Constant;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Relu6Gradient;
import dev.espalier.model.op.ReluGradient;
import dev.espalier.model.op.Tanh;
import dev.espalier.model.op.TanhGradient;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/** Operators whose every number depends on the numbers in the same place, and their gradients. */
final class Elementwise {

    private Elementwise() {}

    static void add(Add op, INDArray[] in, INDArray out, Scratch scratch) {
        in[0].addi(in[1], out);
    }

    static void blend(Blend op, INDArray[] in, INDArray out, Scratch scratch) {
        in[1].subi(in[0], out);
        out.muli(op.momentum());
        out.addi(in[0]);
    }

    static void constant(Constant op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(op.value());
    }

    static void relu(Relu op, INDArray[] in, INDArray out, Scratch scratch) {
        Nd4j.exec(new RectifiedLinear(in[0], out, 0));
    }

    static void reluGradient(ReluGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        Nd4j.exec(new Step(in[0], out, 0));
        out.muli(in[1]);
    }

    static void relu6(Relu6 op, INDArray[] in, INDArray out, Scratch scratch) {
        Nd4j.exec(new RectifiedLinear(in[0], out, 0));
        Nd4j.exec(new ScalarMin(out, null, out, 6));
    }

    static void relu6Gradient(Relu6Gradient op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray below = scratch.like(out);
        in[0].rsubi(6, below);
        Nd4j.exec(new Step(below, below, 0));
        Nd4j.exec(new Step(in[0], out, 0));
        out.muli(below);
        out.muli(in[1]);
        scratch.give(below);
    }

    static void tanh(Tanh op, INDArray[] in, INDArray out, Scratch scratch) {
        Nd4j.exec(new org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh(in[0], out));
    }

    static void tanhGradient(TanhGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        in[0].muli(in[0], out);
        out.rsubi(1);
        out.muli(in[1]);
    }
}
