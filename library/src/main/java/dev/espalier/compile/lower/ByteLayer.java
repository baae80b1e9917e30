package dev.espalier.compile.lower;

import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A layer that sums up products of levels and whole weights.
 *
 * @param node the layer
 * @param image name of what it reads, before any padding and flattening
 * @param type of its levels
 * @param size of the images
 * @param conv the layer as a convolution
 * @param padding zeros above and on the left
 * @param outSize of the result
 * @param before nodes that it takes up
 * @param weights its weights
 * @param bias its bias
 */
record ByteLayer(
        Node node,
        String image,
        LevelType type,
        Size2d size,
        Conv2d conv,
        Size2d padding,
        Size2d outSize,
        Set<String> before,
        ByteWeights weights,
        double[] bias) {

    private static final Size2d ONE = Size2d.square(1);
    private static final Size2d NONE = Size2d.square(0);

    /** The largest magnitude of a level, as a byte. */
    private static final long LARGEST = 255;

    /** A node as such a layer, if it is one. */
    static Optional<ByteLayer> of(Node node, Scene scene, LevelTypes types) {
        boolean layer = node.op() instanceof Conv2d || node.op() instanceof Linear;
        if (!layer
                || types.of(node.inputs().get(0)).isEmpty()
                || !node.inputs().stream().skip(1).allMatch(scene::isConstant)) {
            return Optional.empty();
        }
        Optional<ByteWeights> weights = scene.byteWeights(node.inputs().get(1));
        if (weights.isEmpty() || largest(weights.get()) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return node.op() instanceof Conv2d conv
                ? Optional.of(convolution(node, conv, scene, types, weights.get()))
                : linear(node, scene, types, weights.get());
    }

    /** The largest magnitude a sum can have. */
    long largest() {
        return largest(weights);
    }

    private static long largest(ByteWeights weights) {
        int rows = weights.units().length;
        int perRow = weights.integers().length / rows;
        long largest = 0;
        for (int row = 0; row < rows; row++) {
            long magnitudes = 0;
            for (int i = row * perRow; i < (row + 1) * perRow; i++) {
                magnitudes += Math.abs(weights.integers()[i]);
            }
            largest = Math.max(largest, magnitudes * LARGEST);
        }
        return largest;
    }

    private static ByteLayer convolution(Node node, Conv2d conv, Scene scene, LevelTypes types, ByteWeights weights) {
        String image = node.inputs().get(0);
        Size2d padding = conv.padding();
        Set<String> before = new HashSet<>();
        Node source = scene.graph().node(image);
        if (source.op() instanceof Pad2d pad && pad.mode() == Pad2d.Mode.ZERO && scene.onlyReader(source) == node) {
            before.add(image);
            image = source.inputs().get(0);
            padding = new Size2d(
                    padding.height() + pad.padding().height(),
                    padding.width() + pad.padding().width());
        }
        Shape in = scene.shape(image);
        Shape out = scene.shape(node.name());
        return new ByteLayer(
                node,
                image,
                types.of(image).orElseThrow(),
                new Size2d(in.dim(2), in.dim(3)),
                conv,
                padding,
                new Size2d(out.dim(2), out.dim(3)),
                before,
                weights,
                bias(node, scene, conv.out()));
    }

    /** As a convolution of one pixel, of a row of pixels, or with a kernel that covers an image that is flattened before. */
    private static Optional<ByteLayer> linear(Node node, Scene scene, LevelTypes types, ByteWeights weights) {
        String image = node.inputs().get(0);
        Shape in = scene.shape(image);
        if (in.dim(0) != 1 || in.rank() > 3) {
            return Optional.empty();
        }
        Size2d size = in.rank() == 3 ? new Size2d(1, in.dim(1)) : ONE;
        Size2d kernel = ONE;
        Node source = scene.graph().node(image);
        if (source.op() instanceof Flatten
                && scene.shape(source.inputs().get(0)).rank() == 4) {
            image = source.inputs().get(0);
            Shape whole = scene.shape(image);
            size = new Size2d(whole.dim(2), whole.dim(3));
            kernel = size;
        }
        int out = ((Linear) node.op()).out();
        return Optional.of(new ByteLayer(
                node,
                image,
                types.of(image).orElseThrow(),
                size,
                new Conv2d(out, kernel, ONE, NONE, ONE, 1),
                NONE,
                in.rank() == 3 ? size : ONE,
                Set.of(),
                weights,
                bias(node, scene, out)));
    }

    private static double[] bias(Node node, Scene scene, int out) {
        double[] bias = new double[out];
        if (node.inputs().size() == 3) {
            float[] given = scene.constant(node.inputs().get(2));
            for (int i = 0; i < out; i++) {
                bias[i] = given[i];
            }
        }
        return bias;
    }

    /** Pixels of zeros that its images must have around them. */
    int halo() {
        return Math.max(padding.height(), padding.width());
    }

    /** What one of its sums counts for, for each filter. */
    double[] units() {
        double[] units = weights.units().clone();
        for (int i = 0; i < units.length; i++) {
            units[i] *= type.step();
        }
        return units;
    }
}
