package dev.espalier.onnx;

import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.Arrays;

/** Signals [N, C, L] as images [N, C, 1, L] and back, for operators that the format has for any number of axes. */
final class Images {

    private Images() {}

    /** An input as images. */
    static Value of(Call call, Value x) {
        int rank = x.shape().rank();
        if (rank == 4) {
            return x;
        }
        if (rank != 3) {
            throw new OnnxException(
                    "works on " + x.shape() + "; images [N, C, H, W] and signals [N, C, L] can be read");
        }
        Shape shape = x.shape();
        return call.add(new Reshape(Call.shape(shape.dim(0), shape.dim(1), 1, shape.dim(2))), x);
    }

    /** The extent along the axes that images of the file have. */
    static int[] extent(Value x) {
        int[] dims = x.shape().dims().stream().mapToInt(Integer::intValue).toArray();
        return Arrays.copyOfRange(dims, Math.min(2, dims.length), dims.length);
    }

    static Size2d size(Value images) {
        return Size2d.of(images.shape());
    }

    /** Images as what they were made of. */
    static Value back(Call call, Value like, Value images) {
        if (like.shape().rank() == 4) {
            return images;
        }
        Shape shape = images.shape();
        return call.add(new Reshape(Call.shape(shape.dim(0), shape.dim(1), shape.dim(3))), images);
    }
}
