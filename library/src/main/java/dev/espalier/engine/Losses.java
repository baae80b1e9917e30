package dev.espalier.engine;

import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.CrossEntropyGradient;
import dev.espalier.model.op.GramInnerProduct;
import dev.espalier.model.op.GramInnerProductGradient;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Losses and their gradients, in plain loops and double precision: they are small, and everything hangs on them. */
final class Losses {

    private Losses() {}

    static void crossEntropy(CrossEntropy op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer logits = in[0].data();
        int classes = (int) in[0].size(-1);
        int[] labels = labels(in[1], classes);
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == CrossEntropy.IGNORED) {
                continue;
            }
            double normalizer = logSumExp(logits, i * classes, classes);
            for (int c = 0; c < classes; c++) {
                double target = target(op.smoothing(), c == labels[i], classes);
                sum -= target * (logits.getDouble(i * classes + c) - normalizer);
            }
        }
        out.assign(sum / counted(labels));
    }

    static void crossEntropyGradient(CrossEntropyGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer logits = in[0].data();
        DataBuffer gradient = out.data();
        int classes = (int) in[0].size(-1);
        int[] labels = labels(in[1], classes);
        double factor = in[2].getDouble(0) / counted(labels);
        for (int i = 0; i < labels.length; i++) {
            double normalizer = logSumExp(logits, i * classes, classes);
            for (int c = 0; c < classes; c++) {
                double softmax = Math.exp(logits.getDouble(i * classes + c) - normalizer);
                double target = target(op.smoothing(), c == labels[i], classes);
                gradient.put(i * classes + c, labels[i] == CrossEntropy.IGNORED ? 0 : factor * (softmax - target));
            }
        }
    }

    static void gramInnerProduct(GramInnerProduct op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(gram(in[0]).muli(gram(in[1])).sumNumber());
    }

    static void gramInnerProductGradient(GramInnerProductGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray gradient = gram(in[1]).mmul(rows(in[0])).muli(2 * in[2].getDouble(0));
        out.assign(gradient.reshape('c', out.shape()));
    }

    /** The inner products of the items of a batch with each other. */
    private static INDArray gram(INDArray x) {
        return rows(x).mmul(rows(x).transpose());
    }

    private static INDArray rows(INDArray x) {
        return x.reshape('c', x.size(0), x.length() / x.size(0));
    }

    /** How many labels the mean is over; 1 if there are none, so that the mean of nothing is 0. */
    private static long counted(int[] labels) {
        return Math.max(
                1,
                Arrays.stream(labels)
                        .filter(label -> label != CrossEntropy.IGNORED)
                        .count());
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

    private static int[] labels(INDArray labels, int classes) {
        int[] checked = new int[(int) labels.length()];
        for (int i = 0; i < checked.length; i++) {
            double label = labels.getDouble(i);
            if (label != CrossEntropy.IGNORED && (label != Math.rint(label) || label < 0 || label >= classes)) {
                throw new IllegalArgumentException("the label of item " + i + " is " + label + "; with " + classes
                        + " classes it must be a whole number from 0 to " + (classes - 1));
            }
            checked[i] = (int) label;
        }
        return checked;
    }
}
