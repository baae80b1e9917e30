package dev.espalier.engine;

import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.LogSoftmaxGradient;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.SoftmaxGradient;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax and its gradients in plain loops: ND4J's is wrong along some axes. */
final class Softmaxes {

    private Softmaxes() {}

    /** A line of numbers along an axis. */
    private record Line(long start, long stride, long length) {

        double get(DataBuffer numbers, long i) {
            return numbers.getDouble(start + i * stride);
        }

        void put(DataBuffer numbers, long i, double number) {
            numbers.put(start + i * stride, number);
        }

        double max(DataBuffer numbers) {
            double max = Double.NEGATIVE_INFINITY;
            for (long i = 0; i < length; i++) {
                max = Math.max(max, get(numbers, i));
            }
            return max;
        }

        /** The sum of exp(x - max). */
        double sumExp(DataBuffer numbers, double max) {
            double sum = 0;
            for (long i = 0; i < length; i++) {
                sum += Math.exp(get(numbers, i) - max);
            }
            return sum;
        }
    }

    private interface LineKernel {
        void run(Line line);
    }

    private static void eachLine(INDArray x, int axis, LineKernel kernel) {
        long length = x.size(axis);
        long stride = 1;
        for (int inner = axis + 1; inner < x.rank(); inner++) {
            stride *= x.size(inner);
        }
        for (long block = 0; block < x.length(); block += stride * length) {
            for (long i = 0; i < stride; i++) {
                kernel.run(new Line(block + i, stride, length));
            }
        }
    }

    static void softmax(Softmax op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer x = in[0].data();
        DataBuffer y = out.data();
        eachLine(out, op.axis(), line -> {
            double max = line.max(x);
            double sum = line.sumExp(x, max);
            for (long i = 0; i < line.length(); i++) {
                line.put(y, i, Math.exp(line.get(x, i) - max) / sum);
            }
        });
    }

    static void logSoftmax(LogSoftmax op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer x = in[0].data();
        DataBuffer y = out.data();
        eachLine(out, op.axis(), line -> {
            double max = line.max(x);
            double normalizer = max + Math.log(line.sumExp(x, max));
            for (long i = 0; i < line.length(); i++) {
                line.put(y, i, line.get(x, i) - normalizer);
            }
        });
    }

    static void softmaxGradient(SoftmaxGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer y = in[0].data();
        DataBuffer upstream = in[1].data();
        DataBuffer gradient = out.data();
        eachLine(out, op.axis(), line -> {
            double sum = 0;
            for (long i = 0; i < line.length(); i++) {
                sum += line.get(y, i) * line.get(upstream, i);
            }
            for (long i = 0; i < line.length(); i++) {
                line.put(gradient, i, line.get(y, i) * (line.get(upstream, i) - sum));
            }
        });
    }

    static void logSoftmaxGradient(LogSoftmaxGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer y = in[0].data();
        DataBuffer upstream = in[1].data();
        DataBuffer gradient = out.data();
        eachLine(out, op.axis(), line -> {
            double sum = 0;
            for (long i = 0; i < line.length(); i++) {
                sum += line.get(upstream, i);
            }
            for (long i = 0; i < line.length(); i++) {
                line.put(gradient, i, line.get(upstream, i) - Math.exp(line.get(y, i)) * sum);
            }
        });
    }
}
