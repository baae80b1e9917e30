package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.ImageNorm;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.Node;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Normalisation of each channel of an image, and what follows it.
 *
 * @param node the normalisation
 * @param chain what follows
 */
record ImageNormGroup(Node node, Chain chain) implements Group {

    /** Whether a node normalises images by constants. */
    static boolean suits(Node node, Scene scene) {
        return node.op() instanceof InstanceNorm
                && node.shape().rank() == 4
                && node.inputs().stream().skip(1).allMatch(scene::isConstant);
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
        List<Tensor> tensors =
                new ArrayList<>(List.of(lowering.image(node.inputs().get(0), 0)));
        chain.further().forEach(name -> tensors.add(lowering.image(name, 0)));
        List<Layout> layouts = tensors.stream().map(Tensor::layout).toList();
        Shape shape = scene.shape(output().name());
        boolean scaled = node.inputs().size() == 3;
        float[] ones = new float[shape.dim(1)];
        Arrays.fill(ones, 1);
        ImageNorm task = new ImageNorm(
                ((InstanceNorm) node.op()).epsilon(),
                scaled ? scene.constant(node.inputs().get(1)) : ones,
                scaled ? scene.constant(node.inputs().get(2)) : new float[shape.dim(1)],
                chain.formula(),
                (Blocked) layouts.get(0),
                layouts.subList(1, layouts.size()),
                lowering.imageLayout(shape, lowering.halo(output().name())));
        lowering.bind(output().name(), lowering.call(shape, task, tensors));
    }
}
