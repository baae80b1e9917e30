package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.layout.Tiled;
import dev.espalier.model.Node;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

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
    public String layer() {
        return node.name();
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
        if (lowering.inTiles() && tiles(lowering, op, result)) {
            return;
        }
        Layout to = lowering.imageLayout(result, lowering.halo(output().name()));
        List<Tensor> further = new ArrayList<>();
        chain.further().forEach(name -> further.add(lowering.image(name, 0)));
        Tensor given = lowering.any(image);
        Tensor source = given.layout() instanceof Plain && suits(lowering, op, given, further, to)
                ? given
                : lowering.image(image, halo(image));
        compute(lowering, op, result, source, further, to);
    }

    private void compute(Lowering lowering, Conv2d op, Shape result, Tensor source, List<Tensor> further, Layout to) {
        List<Tensor> inputs = new ArrayList<>(List.of(source));
        inputs.addAll(further);
        Convolution task = task(lowering.scene(), op, source, further, to);
        lowering.bind(output().name(), lowering.call(result, task, inputs));
    }

    /** Computes it in tiles: in those the image is cut into, or those that waste least of the result. */
    private boolean tiles(Lowering lowering, Conv2d op, Shape result) {
        Shape in = lowering.scene().shape(image);
        int lanes = lowering.target().lanes();
        List<Tiled> cuts = new ArrayList<>();
        if (lowering.any(image).layout() instanceof Tiled known) {
            cuts.add(known);
        }
        cuts.add(Tiled.of(1, result.dim(2), result.dim(3), lanes, 0));
        cuts.add(Tiled.of(1, in.dim(2), in.dim(3), lanes, 0));
        int halo = Math.max(halo(image), lowering.halo(image));
        for (Tiled cut : cuts) {
            Tiled from = new Tiled(in.dim(1), in.dim(2), in.dim(3), cut.down(), cut.across(), halo);
            Tiled to = new Tiled(
                    result.dim(1),
                    result.dim(2),
                    result.dim(3),
                    cut.down(),
                    cut.across(),
                    lowering.halo(output().name()));
            Tiled bare = new Tiled(to.channels(), to.height(), to.width(), to.down(), to.across(), 0);
            List<Layout> more =
                    chain.further().stream().map(name -> (Layout) bare).toList();
            if (Families.suits(task(lowering.scene(), op, in, from, more, to), lowering.target())) {
                List<Tensor> further = chain.further().stream()
                        .map(name -> lowering.tiles(name, bare))
                        .toList();
                compute(lowering, op, result, lowering.tiles(image, from), further, to);
                return true;
            }
        }
        return false;
    }

    /** The task with all its tensors in vectors of channels. */
    Convolution inChannels(Scene scene, int lanes) {
        return alone(scene, shape -> new Blocked(shape.dim(1), shape.dim(2), shape.dim(3), lanes, wide(scene)));
    }

    /** The task with all its tensors in the result's best tiles. */
    Convolution inTiles(Scene scene, int lanes) {
        Shape result = scene.shape(node.name());
        Tiled cut = Tiled.of(1, result.dim(2), result.dim(3), lanes, 0);
        return alone(
                scene,
                shape -> new Tiled(shape.dim(1), shape.dim(2), shape.dim(3), cut.down(), cut.across(), halo(image)));
    }

    private int wide(Scene scene) {
        return Math.max(halo(image), ((Conv2d) node.op()).stride().height());
    }

    private Convolution alone(Scene scene, Function<Shape, Layout> layout) {
        Shape in = scene.shape(image);
        return task(scene, (Conv2d) node.op(), in, layout.apply(in), List.of(), layout.apply(scene.shape(node.name())));
    }

    private boolean suits(Lowering lowering, Conv2d op, Tensor given, List<Tensor> further, Layout to) {
        return Families.suits(task(lowering.scene(), op, given, further, to), lowering.target());
    }

    private Convolution task(Scene scene, Conv2d op, Tensor source, List<Tensor> further, Layout to) {
        return task(
                scene,
                op,
                source.shape(),
                source.layout(),
                further.stream().map(Tensor::layout).toList(),
                to);
    }

    private Convolution task(Scene scene, Conv2d op, Shape in, Layout from, List<Layout> further, Layout to) {
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
                from,
                further,
                to);
    }
}
