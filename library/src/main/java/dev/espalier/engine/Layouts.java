package dev.espalier.engine;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Pad2dGradient;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Operators that move numbers without changing them, and their gradients. */
final class Layouts {

    private Layouts() {}

    static void flatten(Flatten op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(in[0].reshape('c', out.shape()));
    }

    static void reshape(Reshape op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(in[0].reshape('c', out.shape()));
    }

    static void transpose(Transpose op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(in[0].permute(
                op.permutation().stream().mapToInt(Integer::intValue).toArray()));
    }

    static void padAxis(PadAxis op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(0);
        part(out, op.axis(), op.before(), in[0].size(op.axis())).assign(in[0]);
    }

    static void slice(Slice op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(part(in[0], op.axis(), op.from(), op.count()));
    }

    static void concat(Concat op, INDArray[] in, INDArray out, Scratch scratch) {
        long from = 0;
        for (INDArray x : in) {
            part(out, op.axis(), from, x.size(op.axis())).assign(x);
            from += x.size(op.axis());
        }
    }

    static void pixelShuffle(PixelShuffle op, INDArray[] in, INDArray out, Scratch scratch) {
        largeAsBlocks(out, op.factor()).assign(deepAsBlocks(in[0], op.factor()));
    }

    static void pixelUnshuffle(PixelUnshuffle op, INDArray[] in, INDArray out, Scratch scratch) {
        deepAsBlocks(out, op.factor()).assign(largeAsBlocks(in[0], op.factor()));
    }

    /** Images of [N, C, r H, r W] as [N C, H, r, W, r]; a view. */
    private static INDArray largeAsBlocks(INDArray x, int r) {
        return x.reshape('c', x.size(0) * x.size(1), x.size(2) / r, r, x.size(3) / r, r);
    }

    /** Images of [N, C r², H, W] as [N C, H, r, W, r]; a view. */
    private static INDArray deepAsBlocks(INDArray x, int r) {
        return x.reshape('c', x.size(0) * x.size(1) / r / r, r, r, x.size(2), x.size(3))
                .permute(0, 3, 1, 4, 2);
    }

    /** Neighbouring positions along one axis; a view. */
    private static INDArray part(INDArray x, int axis, long from, long count) {
        INDArrayIndex[] indices = NDArrayIndex.allFor(x);
        indices[axis] = NDArrayIndex.interval(from, from + count);
        return x.get(indices);
    }

    static void pad(Pad2d op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer images = in[0].data();
        DataBuffer padded = out.data();
        out.assign(0);
        eachPair(op, in[0], out, (inside, outside) -> padded.put(outside, images.getDouble(inside)));
    }

    static void padGradient(Pad2dGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer upstream = in[0].data();
        DataBuffer gradient = out.data();
        out.assign(0);
        eachPair(
                op.pad(),
                out,
                in[0],
                (inside, outside) -> gradient.put(inside, gradient.getDouble(inside) + upstream.getDouble(outside)));
    }

    private interface PositionPair {
        void accept(long inside, long outside);
    }

    /** Every position of the padded images that is filled from an image, with the position it is filled from. */
    private static void eachPair(Pad2d pad, INDArray images, INDArray padded, PositionPair pair) {
        int height = (int) images.size(2);
        int width = (int) images.size(3);
        long planes = images.size(0) * images.size(1);
        long outside = 0;
        for (long plane = 0; plane < planes; plane++) {
            for (int i = 0; i < padded.size(2); i++) {
                int row = source(pad.mode(), i - pad.padding().height(), height);
                for (int j = 0; j < padded.size(3); j++, outside++) {
                    int column = source(pad.mode(), j - pad.padding().width(), width);
                    if (row >= 0 && column >= 0) {
                        pair.accept((plane * height + row) * width + column, outside);
                    }
                }
            }
        }
    }

    /** Where a position along one axis comes from, or -1 if from nowhere. */
    private static int source(Pad2d.Mode mode, int position, int length) {
        boolean inside = position >= 0 && position < length;
        return switch (mode) {
            case ZERO -> inside ? position : -1;
            case REFLECT -> inside ? position : position < 0 ? -position : 2 * (length - 1) - position;
        };
    }
}
