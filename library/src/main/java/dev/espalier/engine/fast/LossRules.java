package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.CrossEntropyGradient;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/** Cross-entropy in loops and double precision: it is small, and everything hangs on it. */
final class LossRules {

    private LossRules() {}

    static void crossEntropy(CrossEntropy op, Node node, Lowering to) {
        Labelled rows = Labelled.of(node, op.smoothing(), to);
        Tensor result = to.write(node.name(), to.natives().plain(1));
        to.loop(
                node.name(),
                List.of(to.plain(node.inputs().get(0)), to.plain(node.inputs().get(1)), result),
                LoopCall.of(node, tensors -> tensors[2].put(0, (float) rows.loss(tensors[0], tensors[1]))));
    }

    static void crossEntropyGradient(CrossEntropyGradient op, Node node, Lowering to) {
        Labelled rows = Labelled.of(node, op.smoothing(), to);
        Tensor logits = to.plain(node.inputs().get(0));
        List<Tensor> tensors = List.of(
                logits,
                to.plain(node.inputs().get(1)),
                to.plain(node.inputs().get(2)),
                to.writeOver(node.name(), node.inputs().get(0), logits));
        to.loop(
                node.name(),
                tensors,
                LoopCall.of(node, found -> rows.gradient(found[0], found[1], found[2].get(0), found[3])));
    }

    /** Rows of logits, each with a label. */
    private record Labelled(double smoothing, int rows, int classes) {

        static Labelled of(Node node, double smoothing, Lowering to) {
            long[] logits = to.dims(node.inputs().get(0));
            int classes = (int) logits[logits.length - 1];
            int rows = (int) to.plain(node.inputs().get(1)).layout().length();
            return new Labelled(smoothing, rows, classes);
        }

        double loss(FloatIndexer logits, FloatIndexer labels) {
            double sum = 0;
            int counted = 0;
            for (int row = 0; row < rows; row++) {
                int label = label(labels, row);
                if (label == CrossEntropy.IGNORED) {
                    continue;
                }
                counted++;
                double normalizer = logSumExp(logits, row);
                for (int c = 0; c < classes; c++) {
                    sum -= target(c, label) * (logits.get((long) row * classes + c) - normalizer);
                }
            }
            return sum / Math.max(1, counted);
        }

        void gradient(FloatIndexer logits, FloatIndexer labels, double upstream, FloatIndexer gradient) {
            int counted = 0;
            for (int row = 0; row < rows; row++) {
                counted += label(labels, row) == CrossEntropy.IGNORED ? 0 : 1;
            }
            double factor = upstream / Math.max(1, counted);
            for (int row = 0; row < rows; row++) {
                int label = label(labels, row);
                double normalizer = logSumExp(logits, row);
                for (int c = 0; c < classes; c++) {
                    long at = (long) row * classes + c;
                    double excess = Math.exp(logits.get(at) - normalizer) - target(c, label);
                    gradient.put(at, label == CrossEntropy.IGNORED ? 0 : (float) (factor * excess));
                }
            }
        }

        private double target(int c, int label) {
            return smoothing / classes + (c == label ? 1 - smoothing : 0);
        }

        private double logSumExp(FloatIndexer logits, int row) {
            double max = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, logits.get((long) row * classes + c));
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits.get((long) row * classes + c) - max);
            }
            return max + Math.log(sum);
        }

        private int label(FloatIndexer labels, int row) {
            double label = labels.get(row);
            if (label != CrossEntropy.IGNORED && (label != Math.rint(label) || label < 0 || label >= classes)) {
                throw new IllegalArgumentException("the label of item " + row + " is " + label + "; with " + classes
                        + " classes it must be a whole number from 0 to " + (classes - 1));
            }
            return (int) label;
        }
    }
}
