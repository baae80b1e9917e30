package dev.espalier.engine;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Pad2dGradient;
import dev.espalier.model.op.PadChannels;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.SliceChannels;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators that move numbers without changing them, and their gradients. */
final class Layouts {

    private Layouts() {}

    static void flatten(Flatten op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(in[0].reshape('c', out.shape()));
    }

    static void reshape(Reshape op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(in[0].reshape('c', out.shape()));
    }

    static void padChannels(PadChannels op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(0);
        out.get(all(), interval(op.before(), op.before() + in[0].size(1)), all(), all())
                .assign(in[0]);
    }

    static void sliceChannels(SliceChannels op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(in[0].get(all(), interval(op.from(), op.from() + op.count()), all(), all()));
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
