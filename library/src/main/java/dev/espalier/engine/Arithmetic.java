package dev.espalier.engine;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Subtract;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.factory.Nd4j;

/** Operators on two tensors: by ND4J where their shapes are equal, by their definitions where one is repeated. */
final class Arithmetic {

    private Arithmetic() {}

    static void binary(Binary op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer a = in[0].data();
        DataBuffer b = in[1].data();
        DataBuffer result = out.data();
        Walk inA = Walk.of(in[0], out);
        Walk inB = Walk.of(in[1], out);
        for (long i = 0; i < out.length(); i++) {
            result.put(i, op.value(a.getDouble(inA.next()), b.getDouble(inB.next())));
        }
    }

    static void add(Add op, INDArray[] in, INDArray out, Scratch scratch) {
        if (sameShape(in)) {
            in[0].addi(in[1], out);
        } else {
            binary(op, in, out, scratch);
        }
    }

    static void subtract(Subtract op, INDArray[] in, INDArray out, Scratch scratch) {
        if (sameShape(in)) {
            in[0].subi(in[1], out);
        } else {
            binary(op, in, out, scratch);
        }
    }

    static void multiply(Multiply op, INDArray[] in, INDArray out, Scratch scratch) {
        if (sameShape(in)) {
            in[0].muli(in[1], out);
        } else if (in[1].rank() == 0) {
            // Not muli(Number), which takes 1e-5 for a number that is not one.
            Nd4j.exec(new ScalarMultiplication(in[0], null, out, in[1].getDouble(0)));
        } else {
            binary(op, in, out, scratch);
        }
    }

    static void divide(Divide op, INDArray[] in, INDArray out, Scratch scratch) {
        if (sameShape(in)) {
            in[0].divi(in[1], out);
        } else {
            binary(op, in, out, scratch);
        }
    }

    static void select(Select op, INDArray[] in, INDArray out, Scratch scratch) {
        Walk ofMask = Walk.of(in[0], out);
        Walk ofA = Walk.of(in[1], out);
        Walk ofB = Walk.of(in[2], out);
        DataBuffer mask = in[0].data();
        DataBuffer a = in[1].data();
        DataBuffer b = in[2].data();
        DataBuffer y = out.data();
        for (long i = 0; i < out.length(); i++) {
            boolean first = mask.getDouble(ofMask.next()) != 0;
            long fromA = ofA.next();
            long fromB = ofB.next();
            y.put(i, first ? a.getDouble(fromA) : b.getDouble(fromB));
        }
    }

    private static boolean sameShape(INDArray[] in) {
        return Arrays.equals(in[0].shape(), in[1].shape());
    }
}
