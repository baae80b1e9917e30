package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A convolution with the zeros around its image, its bias and what follows it.
 *
 * @param node the convolution
 * @param image name of the image it reads, before any padding
 * @param padding zeros above and on the left, the operator's and those of nodes before it
 * @param before padding nodes that it takes up
 * @param chain what follows
 */
record ConvolutionGroup(Node node, String image, Size2d padding, Set<String> before, Chain chain) implements Group {

    static ConvolutionGroup of(Node node, Scene scene, Set<String> taken) {
        Conv2d op = (Conv2d) node.op();
        String image = node.inputs().get(0);
        Size2d padding = op.padding();
        Set<String> before = new HashSet<>();
        Node source = scene.graph().node(image);
        if (source.op() instanceof Pad2d pad && pad.mode() == Pad2d.Mode.ZERO && scene.onlyReader(source) == node) {
            before.add(image);
            image = source.inputs().get(0);
            padding = new Size2d(
                    padding.height() + pad.padding().height(),
                    padding.width() + pad.padding().width());
        }
        return new ConvolutionGroup(node, image, padding, before, Chain.after(node, scene, taken));
    }

    @Override
    public Node output() {
        return chain.last();
    }

    @Override
    public Set<String> members() {
        Set<String> all = new HashSet<>(chain.members());
        all.addAll(before);
        return all;
    }

    @Override
    public int halo(String input) {
        return input.equals(image) ? Math.max(padding.height(), padding.width()) : 0;
    }

    @Override
    public void lower(Lowering lowering) {
        Conv2d op = (Conv2d) node.op();
        Scene scene = lowering.scene();
        Shape result = scene.shape(output().name());
        Layout to = lowering.imageLayout(result, lowering.halo(output().name()));
        List<Tensor> further = new ArrayList<>();
        chain.further().forEach(name -> further.add(lowering.image(name, 0)));
        Tensor given = lowering.any(image);
        Tensor source = given.layout() instanceof Plain && suits(lowering, op, given, further, to)
                ? given
                : lowering.image(image, halo(image));
        List<Tensor> inputs = new ArrayList<>(List.of(source));
        inputs.addAll(further);
        lowering.bind(output().name(), lowering.call(result, task(scene, op, source, further, to), inputs));
    }

    private boolean suits(Lowering lowering, Conv2d op, Tensor given, List<Tensor> further, Layout to) {
        return Families.suits(task(lowering.scene(), op, given, further, to), lowering.target());
    }

    private Convolution task(Scene scene, Conv2d op, Tensor source, List<Tensor> further, Layout to) {
        Shape in = source.shape();
        Shape out = scene.shape(node.name());
        boolean biased = node.inputs().size() == 3;
        return new Convolution(
                in.dim(1),
                new Size2d(in.dim(2), in.dim(3)),
                op.out(),
                op.kernel(),
                op.stride(),
                op.dilation(),
                padding.height(),
                padding.width(),
                new Size2d(out.dim(2), out.dim(3)),
                op.groups(),
                scene.constant(node.inputs().get(1)),
                biased ? scene.constant(node.inputs().get(2)) : new float[op.out()],
                chain.formula(),
                source.layout(),
                further.stream().map(Tensor::layout).toList(),
                to);
    }
}
