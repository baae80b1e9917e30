package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.ByteSum;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.Node;
import dev.espalier.model.op.Shape;
import java.util.List;
import java.util.Set;

/**
 * Sums of levels, and what follows them.
 *
 * @param node that adds them up
 * @param chain what follows, with all that is added
 */
record ByteSumGroup(Node node, ByteChain chain) implements Group {

    @Override
    public Node output() {
        return chain.last();
    }

    @Override
    public Set<String> members() {
        return chain.members();
    }

    /** Whether double precision computes it exactly. */
    boolean isExact() {
        return chain.isExact(new double[1], new double[1], 1, 0);
    }

    @Override
    public void lower(Lowering lowering) {
        List<Tensor> tensors = chain.tensors(lowering);
        List<Layout> layouts = tensors.stream().map(Tensor::layout).toList();
        Shape shape = lowering.scene().shape(chain.last().name());
        Blocked image = lowering.imageLayout(shape, 0);
        int channels = image.channels();
        ByteSum task = new ByteSum(
                image.height(),
                image.width(),
                chain.rescaling(new double[channels], new double[channels], 1, layouts, chain.layout(lowering)));
        chain.bind(lowering, lowering.call(shape, task, tensors), null);
    }
}
