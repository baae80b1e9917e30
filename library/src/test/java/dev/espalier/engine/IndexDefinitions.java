package dev.espalier.engine;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Contract;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators on tensors of any rank: the number at an index, straight from the definition. */
final class IndexDefinitions {

    private IndexDefinitions() {}

    /** Fills an output of the right shape. */
    static void compute(Op op, INDArray[] in, INDArray out) {
        for (long i = 0; i < out.length(); i++) {
            long[] at = index(i, out.shape());
            out.putScalar(at, value(op, in, at));
        }
    }

    private static double value(Op op, INDArray[] in, long[] at) {
        INDArray x = in[0];
        if (op instanceof Concat concat) {
            return concatenated(in, concat.axis(), at);
        } else if (op instanceof Gather gather) {
            return gathered(gather, in, at);
        } else if (op instanceof PadAxis pad) {
            long[] from = moved(at, pad.axis(), -pad.before());
            boolean inside = from[pad.axis()] >= 0 && from[pad.axis()] < x.size(pad.axis());
            return inside ? x.getDouble(from) : 0;
        } else if (op instanceof PixelShuffle shuffle) {
            return x.getDouble(inDepth(at, shuffle.factor()));
        } else if (op instanceof PixelUnshuffle unshuffle) {
            return unshuffled(unshuffle.factor(), x, at);
        } else if (op instanceof ScatterAdd scatter) {
            return scattered(scatter, in, at);
        } else if (op instanceof Slice slice) {
            return x.getDouble(moved(at, slice.axis(), slice.from()));
        } else if (op instanceof Reshape reshape) {
            return x.getDouble(index(number(at, reshape.shape().toArray()), x.shape()));
        } else if (op instanceof Transpose transpose) {
            long[] from = new long[at.length];
            IntStream.range(0, at.length)
                    .forEach(i -> from[transpose.permutation().get(i)] = at[i]);
            return x.getDouble(from);
        } else if (op instanceof Linear) {
            return linear(in, at);
        } else if (op instanceof MatMul product) {
            return product(product, in, at);
        } else if (op instanceof Contract) {
            return contracted(in, at);
        }
        throw new IllegalArgumentException("no definition of " + op.kind());
    }

    private static double concatenated(INDArray[] in, int axis, long[] at) {
        long[] from = at;
        for (INDArray x : in) {
            if (from[axis] < x.size(axis)) {
                return x.getDouble(from);
            }
            from = moved(from, axis, -x.size(axis));
        }
        throw new IllegalArgumentException("index " + Arrays.toString(at) + " is past the last tensor");
    }

    private static double gathered(Gather op, INDArray[] in, long[] at) {
        int rank = in[1].rank();
        int item = op.perItem() ? 1 : 0;
        LongStream row = LongStream.of((long) in[1].getDouble(Arrays.copyOf(at, rank)));
        LongStream rest = Arrays.stream(at, rank, at.length);
        return in[0].getDouble(LongStream.concat(Arrays.stream(at, 0, item), LongStream.concat(row, rest))
                .toArray());
    }

    private static double scattered(ScatterAdd op, INDArray[] in, long[] at) {
        int item = op.perItem() ? 1 : 0;
        double sum = 0;
        for (long i = 0; i < in[1].length(); i++) {
            long[] from = index(i, in[1].shape());
            if (in[1].getDouble(from) == at[item] && (item == 0 || from[0] == at[0])) {
                LongStream rest = Arrays.stream(at, item + 1, at.length);
                sum += in[0].getDouble(
                        LongStream.concat(Arrays.stream(from), rest).toArray());
            }
        }
        return sum;
    }

    /** Where PyTorch's pixel_shuffle takes pixel (n, c, i, j) from. */
    private static long[] inDepth(long[] at, int r) {
        return new long[] {at[0], at[1] * r * r + at[2] % r * r + at[3] % r, at[2] / r, at[3] / r};
    }

    private static double unshuffled(int r, INDArray x, long[] at) {
        for (long i = 0; i < x.length(); i++) {
            long[] from = index(i, x.shape());
            if (Arrays.equals(inDepth(from, r), at)) {
                return x.getDouble(from);
            }
        }
        throw new IllegalArgumentException("no pixel goes to " + Arrays.toString(at));
    }

    private static double linear(INDArray[] in, long[] at) {
        long out = at[at.length - 1];
        double sum = in.length == 3 ? in[2].getDouble(out) : 0;
        for (long k = 0; k < in[1].size(1); k++) {
            sum += in[0].getDouble(with(at, at.length - 1, k)) * in[1].getDouble(out, k);
        }
        return sum;
    }

    private static double product(MatMul op, INDArray[] in, long[] at) {
        int last = at.length - 1;
        double sum = 0;
        for (long k = 0; k < in[0].size(op.transposeA() ? -2 : -1); k++) {
            long[] a = op.transposeA() ? with(with(at, last - 1, k), last, at[last - 1]) : with(at, last, k);
            long[] b = op.transposeB() ? with(with(at, last - 1, at[last]), last, k) : with(at, last - 1, k);
            sum += in[0].getDouble(a) * in[1].getDouble(Arrays.copyOfRange(b, b.length - in[1].rank(), b.length));
        }
        return sum;
    }

    private static double contracted(INDArray[] in, long[] at) {
        double sum = 0;
        for (long i = 0; i < in[0].length(); i++) {
            long[] a = index(i, in[0].shape());
            int last = a.length - 1;
            if (a[last] == at[0]) {
                sum += in[0].getDouble(a) * in[1].getDouble(with(a, last, at[1]));
            }
        }
        return sum;
    }

    private static long[] with(long[] at, int axis, long position) {
        long[] changed = at.clone();
        changed[axis] = position;
        return changed;
    }

    private static long[] moved(long[] at, int axis, long by) {
        return with(at, axis, at[axis] + by);
    }

    /** The index of the i-th number in row order. */
    private static long[] index(long i, long[] shape) {
        long[] at = new long[shape.length];
        long rest = i;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            at[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return at;
    }

    /** Which number in row order is at an index. */
    private static long number(long[] at, long[] shape) {
        long number = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            number = number * shape[axis] + at[axis];
        }
        return number;
    }
}
