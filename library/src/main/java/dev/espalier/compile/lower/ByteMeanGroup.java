package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.ByteMean;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.model.Node;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Means of levels, and what follows them.
 *
 * @param node that takes the means
 * @param type of the levels
 * @param kernel extent of a window
 * @param stride step between windows
 * @param chain what follows
 */
record ByteMeanGroup(Node node, LevelType type, Size2d kernel, Size2d stride, ByteChain chain) implements Group {

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
        return chain.isExact(new double[] {type.step()}, new double[1], kernel.area(), 255L * kernel.area());
    }

    @Override
    public void lower(Lowering lowering) {
        Tensor image = lowering.bytes().image(node.inputs().get(0), 0);
        Shape shape = lowering.scene().shape(node.name());
        Size2d size = shape.rank() == 4 ? new Size2d(shape.dim(2), shape.dim(3)) : Size2d.square(1);
        double[] units = new double[shape.dim(1)];
        Arrays.fill(units, type.step());
        ByteMean task = new ByteMean(
                kernel,
                stride,
                size,
                (Bytes) image.layout(),
                chain.rescaling(units, new double[units.length], kernel.area(), List.of(), chain.layout(lowering)));
        chain.bind(lowering, lowering.call(lowering.scene().shape(chain.last().name()), task, List.of(image)), null);
    }
}
