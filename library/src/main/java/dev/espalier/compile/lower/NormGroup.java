package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Expr;
import dev.espalier.compile.kernel.OverFeatures;
import dev.espalier.compile.kernel.OverFeatures.Kind;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.Node;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Normalisation of every position of a sequence over its features, with the elementwise nodes before it.
 *
 * @param node the normalisation
 * @param members all nodes it computes
 * @param formula of what is normalised
 * @param inputs of the formula
 */
record NormGroup(Node node, Set<String> members, Expr formula, List<String> inputs) implements Group {

    /** Whether a node normalises sequences by constants. */
    static boolean suits(Node node, Scene scene) {
        return node.op() instanceof LayerNorm norm
                && norm.dims() == 1
                && node.shape().rank() == 3
                && scene.shape(node.name()).dim(0) == 1
                && node.inputs().stream().skip(1).allMatch(scene::isConstant);
    }

    static NormGroup of(Node node, Scene scene, Set<String> taken) {
        String name = node.inputs().get(0);
        if (!scene.isConstant(name)) {
            Node before = scene.graph().node(name);
            if (scene.onlyReader(before) == node && !taken.contains(name) && ElementwiseForm.suits(before, scene)) {
                ElementwiseGroup form = ElementwiseForm.of(before, scene, taken);
                Shape shape = scene.shape(name);
                if (form.inputs().stream().allMatch(input -> scene.shape(input).equals(shape))) {
                    Set<String> members = new HashSet<>(form.members());
                    members.add(node.name());
                    return new NormGroup(node, members, form.formula(), form.inputs());
                }
            }
        }
        return new NormGroup(node, Set.of(node.name()), new Expr.Input(0), List.of(name));
    }

    @Override
    public Node output() {
        return node;
    }

    @Override
    public void lower(Lowering lowering) {
        Scene scene = lowering.scene();
        Shape shape = scene.shape(node.name());
        Features to = new Features(shape.dim(2), shape.dim(1), lowering.target().lanes());
        List<Tensor> tensors = inputs.stream().map(lowering::features).toList();
        List<Layout> layouts = tensors.stream().map(Tensor::layout).toList();
        boolean scaled = node.inputs().size() == 3;
        float[] ones = new float[shape.dim(2)];
        Arrays.fill(ones, 1);
        OverFeatures task = new OverFeatures(
                Kind.NORMALIZE,
                ((LayerNorm) node.op()).epsilon(),
                formula,
                layouts,
                scaled ? scene.constant(node.inputs().get(1)) : ones,
                scaled ? scene.constant(node.inputs().get(2)) : new float[shape.dim(2)],
                to);
        lowering.bind(node.name(), lowering.call(shape, task, tensors));
    }
}
