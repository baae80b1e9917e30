package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.Node;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A linear layer, as a convolution: of one pixel for vectors, of a row of pixels for sequences, and with a kernel that covers
 * the image for images that are flattened before it.
 *
 * @param node the layer
 * @param chain what follows
 */
record LinearGroup(Node node, Chain chain) implements Group {

    private static final Size2d ONE = Size2d.square(1);

    /** Share of lanes that must hold a position, so that moving numbers for attention in between costs more. */
    private static final double FILLED = 0.7;

    /** Whether a node is a linear layer with constant weights. */
    static boolean suits(Node node, Scene scene) {
        if (node.op() instanceof Linear) {
            return node.inputs().stream().skip(1).allMatch(scene::isConstant)
                    && scene.shape(node.inputs().get(0)).dim(0) == 1
                    && node.shape().rank() <= 3;
        }
        return node.op() instanceof MatMul product
                && !product.transposeA()
                && scene.isConstant(node.inputs().get(1))
                && scene.shape(node.inputs().get(1)).rank() == 2
                && scene.shape(node.inputs().get(0)).dim(0) == 1
                && node.shape().rank() <= 3;
    }

    @Override
    public Node output() {
        return chain.last();
    }

    @Override
    public String layer() {
        return node.name();
    }

    @Override
    public Set<String> members() {
        return chain.members();
    }

    @Override
    public void lower(Lowering lowering) {
        Scene scene = lowering.scene();
        String input = node.inputs().get(0);
        Shape result = scene.shape(output().name());
        if (result.rank() == 3) {
            sequence(lowering, input, result);
            return;
        }
        Node source = scene.graph().node(input);
        Tensor image =
                lowering.any(source.op() instanceof Flatten ? source.inputs().get(0) : input);
        boolean flattened = source.op() instanceof Flatten
                && image.layout() instanceof Blocked
                && image.shape().rank() == 4;
        Tensor read = flattened ? image : lowering.image(input, 0);
        Shape shape = read.shape();
        Size2d size = flattened ? new Size2d(shape.dim(2), shape.dim(3)) : ONE;
        int channels = flattened ? shape.dim(1) : (int) shape.size();
        compute(
                lowering,
                read,
                channels,
                size,
                size,
                result,
                ONE,
                lowering.imageLayout(result, 0),
                name -> lowering.image(name, 0));
    }

    private void sequence(Lowering lowering, String input, Shape result) {
        int channels = lowering.scene().shape(input).dim(2);
        Size2d size = new Size2d(1, result.dim(1));
        Features lanes =
                new Features(result.dim(2), result.dim(1), lowering.target().lanes());
        Layout from = new Features(channels, result.dim(1), lowering.target().lanes());
        List<Layout> further =
                chain.further().stream().map(name -> (Layout) lanes).toList();
        Convolution inLanes = task(lowering.scene(), channels, size, ONE, size, from, further, lanes);
        // Short sequences leave lanes empty; with channels in the lanes none is, whatever the length.
        if (lanes.filled() >= FILLED && Families.suits(inLanes, lowering.target())) {
            compute(lowering, lowering.features(input), channels, size, ONE, result, size, lanes, lowering::features);
        } else {
            Function<String, Tensor> asImage = name -> lowering.image(name, 0);
            compute(
                    lowering,
                    asImage.apply(input),
                    channels,
                    size,
                    ONE,
                    result,
                    size,
                    lowering.imageLayout(result, 0),
                    asImage);
        }
    }

    private void compute(
            Lowering lowering,
            Tensor source,
            int channels,
            Size2d size,
            Size2d kernel,
            Shape result,
            Size2d outSize,
            Layout to,
            Function<String, Tensor> more) {
        List<Tensor> further = chain.further().stream().map(more).toList();
        List<Tensor> inputs = new ArrayList<>(List.of(source));
        inputs.addAll(further);
        List<Layout> layouts = further.stream().map(Tensor::layout).toList();
        Convolution task = task(lowering.scene(), channels, size, kernel, outSize, source.layout(), layouts, to);
        lowering.bind(output().name(), lowering.call(result, task, inputs));
    }

    private Convolution task(
            Scene scene,
            int channels,
            Size2d size,
            Size2d kernel,
            Size2d outSize,
            Layout from,
            List<Layout> more,
            Layout to) {
        int filters = node.shape().dim(node.shape().rank() - 1);
        boolean biased = node.inputs().size() == 3;
        return new Convolution(
                channels,
                size,
                filters,
                kernel,
                ONE,
                ONE,
                0,
                0,
                outSize,
                1,
                weights(scene, channels * kernel.area(), filters),
                biased ? scene.constant(node.inputs().get(2)) : new float[filters],
                chain.formula(),
                from,
                more,
                to);
    }

    /** As [out, in]; the right matrix of a product lies the other way unless it is transposed. */
    private float[] weights(Scene scene, int in, int out) {
        float[] given = scene.constant(node.inputs().get(1));
        if (!(node.op() instanceof MatMul product) || product.transposeB()) {
            return given;
        }
        float[] turned = new float[given.length];
        for (int i = 0; i < in; i++) {
            for (int o = 0; o < out; o++) {
                turned[o * in + i] = given[i * out + o];
            }
        }
        return turned;
    }
}
