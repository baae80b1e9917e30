package dev.espalier.engine;

import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.FakeQuantizeInputGradient;
import dev.espalier.model.op.FakeQuantizeStepGradient;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rounding to the levels of integers, and its gradients. */
final class Quantizations {

    private Quantizations() {}

    static void fakeQuantize(FakeQuantize op, INDArray[] in, INDArray out, Scratch scratch) {
        Quotients quotients = new Quotients(in[0], in[1]);
        DataBuffer y = out.data();
        for (long i = 0; i < out.length(); i++) {
            y.put(i, op.level(quotients.at(i)) * quotients.step);
        }
    }

    static void inputGradient(FakeQuantizeInputGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        Quotients quotients = new Quotients(in[0], in[1]);
        DataBuffer upstream = in[2].data();
        DataBuffer gradient = out.data();
        for (long i = 0; i < out.length(); i++) {
            double quotient = quotients.at(i);
            boolean inside = quotient >= op.of().least() && quotient <= op.of().most();
            gradient.put(i, inside ? upstream.getDouble(i) : 0);
        }
    }

    static void stepGradient(FakeQuantizeStepGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        Quotients quotients = new Quotients(in[0], in[1]);
        DataBuffer upstream = in[2].data();
        double sum = 0;
        for (long i = 0; i < in[0].length(); i++) {
            sum += upstream.getDouble(i) * op.of().stepDerivative(quotients.at(i));
        }
        out.data().put(0, Math.signum(in[1].getDouble(0)) * op.factor() * sum);
    }

    /** Numbers divided by a step, rounded as their type is: in single precision where an executor works in it. */
    private static final class Quotients {

        private final DataBuffer x;
        private final boolean single;
        private final double step;

        Quotients(INDArray x, INDArray step) {
            this.x = x.data();
            this.single = x.dataType() == DataType.FLOAT;
            this.step = FakeQuantize.magnitude(step.getDouble(0));
        }

        double at(long i) {
            double quotient = x.getDouble(i) / step;
            return single ? (float) quotient : quotient;
        }
    }
}
