package dev.espalier.engine;

import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.CrossEntropyGradient;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Losses and their gradients, in plain loops and double precision: they are small, and everything hangs on them. */
final class Losses {

    private Losses() {}

    static void crossEntropy(CrossEntropy op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer logits = in[0].data();
        int batch = (int) in[0].size(0);
        int classes = (int) in[0].size(1);
        double sum = 0;
        for (int i = 0; i < batch; i++) {
            int label = label(in[1], i, classes);
            double normalizer = logSumExp(logits, i * classes, classes);
            for (int c = 0; c < classes; c++) {
                double target = target(op.smoothing(), c == label, classes);
                sum -= target * (logits.getDouble(i * classes + c) - normalizer);
            }
        }
        out.assign(sum / batch);
    }

    static void crossEntropyGradient(CrossEntropyGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer logits = in[0].data();
        DataBuffer gradient = out.data();
        int batch = (int) in[0].size(0);
        int classes = (int) in[0].size(1);
        double factor = in[2].getDouble(0) / batch;
        for (int i = 0; i < batch; i++) {
            int label = label(in[1], i, classes);
            double normalizer = logSumExp(logits, i * classes, classes);
            for (int c = 0; c < classes; c++) {
                double softmax = Math.exp(logits.getDouble(i * classes + c) - normalizer);
                double target = target(op.smoothing(), c == label, classes);
                gradient.put(i * classes + c, factor * (softmax - target));
            }
        }
    }

    private static double target(double smoothing, boolean isLabel, int classes) {
        return smoothing / classes + (isLabel ? 1 - smoothing : 0);
    }

    private static double logSumExp(DataBuffer logits, int offset, int classes) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, logits.getDouble(offset + c));
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits.getDouble(offset + c) - max);
        }
        return max + Math.log(sum);
    }

    private static int label(INDArray labels, int index, int classes) {
        double label = labels.getDouble(index);
        if (label != Math.rint(label) || label < 0 || label >= classes) {
            throw new IllegalArgumentException("the label of item " + index + " is " + label + "; with " + classes
                    + " classes it must be a whole number from 0 to " + (classes - 1));
        }
        return (int) label;
    }
}
