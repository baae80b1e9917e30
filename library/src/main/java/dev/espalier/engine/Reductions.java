package dev.espalier.engine;

import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Spread;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums, means and largest values along axes, and what undoes them. */
final class Reductions {

    private Reductions() {}

    static void reduce(Reduce op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray x = in[0];
        Optional<Grouping> grouping = op.reducer() == Reducer.MAX ? Optional.empty() : grouping(op, x);
        if (grouping.isPresent()) {
            out.assign(grouping.get().sum(x).reshape('c', out.shape()));
        } else {
            walk(op, x, out);
        }
        if (op.reducer() == Reducer.MEAN) {
            out.divi((double) x.length() / out.length());
        }
    }

    private static void walk(Reduce op, INDArray x, INDArray out) {
        long[] kept = x.shape().clone();
        op.axes().forEach(axis -> kept[axis] = 1);
        double[] results = new double[(int) out.length()];
        Arrays.fill(results, op.reducer() == Reducer.MAX ? Double.NEGATIVE_INFINITY : 0);
        DataBuffer numbers = x.data();
        Walk to = Walk.of(kept, x.shape());
        for (long i = 0; i < x.length(); i++) {
            int result = (int) to.next();
            double number = numbers.getDouble(i);
            results[result] =
                    op.reducer() == Reducer.MAX ? Math.max(results[result], number) : results[result] + number;
        }
        DataBuffer target = out.data();
        for (int i = 0; i < results.length; i++) {
            target.put(i, results[i]);
        }
    }

    /** What is kept as the groups of x, if its axes are neighbours. */
    private static Optional<Grouping> grouping(Reduce op, INDArray x) {
        long before = 1;
        long kept = 1;
        long after = 1;
        for (int axis = 0; axis < x.rank(); axis++) {
            long length = x.size(axis);
            if (!op.axes().contains(axis)) {
                if (after > 1) {
                    return Optional.empty();
                }
                kept *= length;
            } else if (kept == 1) {
                before *= length;
            } else {
                after *= length;
            }
        }
        return Optional.of(new Grouping(before, kept, after));
    }

    static void expand(Expand op, INDArray[] in, INDArray out, Scratch scratch) {
        repeat(in[0], out, 1);
    }

    static void spread(Spread op, INDArray[] in, INDArray out, Scratch scratch) {
        repeat(in[0], out, (double) in[0].length() / out.length());
    }

    private static void repeat(INDArray x, INDArray out, double factor) {
        DataBuffer numbers = x.data();
        DataBuffer copies = out.data();
        Walk from = Walk.of(x, out);
        for (long i = 0; i < out.length(); i++) {
            copies.put(i, factor * numbers.getDouble(from.next()));
        }
    }
}
