package dev.espalier.engine;

import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators on tensors of any rank, computed number by number straight from their definitions. */
final class TensorDefinitions {

    private TensorDefinitions() {}

    /** Fills an output of the right shape. */
    static void compute(Op op, INDArray[] in, INDArray out) {
        for (long[] index : indices(out)) {
            out.putScalar(index, at(op, in, out, index));
        }
    }

    private static double at(Op op, INDArray[] in, INDArray out, long[] index) {
        if (op instanceof Pointwise pointwise) {
            return pointwise.value(in[0].getDouble(index));
        }
        if (op instanceof Select) {
            return repeated(in[0], index) != 0 ? repeated(in[1], index) : repeated(in[2], index);
        }
        if (op instanceof Binary binary) {
            return binary.value(repeated(in[0], index), repeated(in[1], index));
        }
        if (op instanceof Expand) {
            return repeated(in[0], index);
        }
        if (op instanceof Spread) {
            return repeated(in[0], index) * in[0].length() / out.length();
        }
        if (op instanceof Softmax softmax) {
            return softmax(in[0], softmax.axis(), index);
        }
        if (op instanceof LogSoftmax softmax) {
            return Math.log(softmax(in[0], softmax.axis(), index));
        }
        if (op instanceof Reduce reduce) {
            DoubleStream numbers = indices(in[0]).stream()
                    .filter(from -> Arrays.equals(reduced(reduce, from), index))
                    .mapToDouble(in[0]::getDouble);
            return switch (reduce.reducer()) {
                case SUM -> numbers.sum();
                case MEAN -> numbers.average().orElseThrow();
                case MAX -> numbers.max().orElseThrow();
            };
        }
        throw new IllegalArgumentException("no definition of " + op.kind());
    }

    /** The number of a tensor that a larger one has at an index. */
    private static double repeated(INDArray x, long[] index) {
        long[] own = Arrays.copyOfRange(index, index.length - x.rank(), index.length);
        for (int axis = 0; axis < own.length; axis++) {
            own[axis] %= x.size(axis);
        }
        return x.getDouble(own);
    }

    private static double softmax(INDArray x, int axis, long[] index) {
        double sum = 0;
        for (long i = 0; i < x.size(axis); i++) {
            long[] other = index.clone();
            other[axis] = i;
            sum += Math.exp(x.getDouble(other));
        }
        return Math.exp(x.getDouble(index)) / sum;
    }

    private static long[] reduced(Reduce reduce, long[] index) {
        List<Long> result = new ArrayList<>();
        for (int axis = 0; axis < index.length; axis++) {
            if (!reduce.axes().contains(axis)) {
                result.add(index[axis]);
            } else if (reduce.keepDims()) {
                result.add(0L);
            }
        }
        return result.stream().mapToLong(Long::longValue).toArray();
    }

    private static List<long[]> indices(INDArray x) {
        List<long[]> indices = List.of(new long[0]);
        for (long length : x.shape()) {
            List<long[]> longer = new ArrayList<>();
            for (long[] index : indices) {
                for (long i = 0; i < length; i++) {
                    long[] next = Arrays.copyOf(index, index.length + 1);
                    next[index.length] = i;
                    longer.add(next);
                }
            }
            indices = longer;
        }
        return indices;
    }
}
