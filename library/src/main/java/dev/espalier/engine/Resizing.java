package dev.espalier.engine;

import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Resize2dGradient;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images at another extent, in plain loops: ND4J has no gradient of it. */
final class Resizing {

    private Resizing() {}

    static void resize(Resize2d op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer images = in[0].data();
        DataBuffer resized = out.data();
        out.assign(0);
        eachShare(
                op,
                in[0],
                out,
                (from, to, weight) -> resized.put(to, resized.getDouble(to) + weight * images.getDouble(from)));
    }

    static void gradient(Resize2dGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer upstream = in[0].data();
        DataBuffer gradient = out.data();
        out.assign(0);
        eachShare(
                op.resize(),
                out,
                in[0],
                (from, to, weight) -> gradient.put(from, gradient.getDouble(from) + weight * upstream.getDouble(to)));
    }

    private interface Share {
        void accept(long inImages, long inResized, double weight);
    }

    /** Every pair of an input and an output pixel, with the weight the first has in the second. */
    private static void eachShare(Resize2d op, INDArray images, INDArray resized, Share share) {
        int height = (int) images.size(2);
        int width = (int) images.size(3);
        Taps rows = Taps.of(op, height, (int) resized.size(2));
        Taps columns = Taps.of(op, width, (int) resized.size(3));
        long to = 0;
        for (long plane = 0; plane < images.size(0) * images.size(1); plane++) {
            for (int i = 0; i < resized.size(2); i++) {
                long above = (plane * height + rows.low()[i]) * width;
                long below = (plane * height + rows.high()[i]) * width;
                double down = rows.part()[i];
                for (int j = 0; j < resized.size(3); j++, to++) {
                    int left = columns.low()[j];
                    int right = columns.high()[j];
                    double across = columns.part()[j];
                    give(share, above + left, to, (1 - down) * (1 - across));
                    give(share, above + right, to, (1 - down) * across);
                    give(share, below + left, to, down * (1 - across));
                    give(share, below + right, to, down * across);
                }
            }
        }
    }

    /** A pixel without weight is not read: it may be infinite. */
    private static void give(Share share, long from, long to, double weight) {
        if (weight != 0) {
            share.accept(from, to, weight);
        }
    }
}
