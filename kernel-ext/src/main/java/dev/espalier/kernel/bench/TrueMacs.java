package dev.espalier.kernel.bench;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import java.util.List;

/**
 * Multiply-adds that have to be done, for one item of a batch. They differ from the convention of published figures in
 * transposed convolutions, which there are counted at the size of their output, zeros between pixels included.
 */
final class TrueMacs {

    private TrueMacs() {}

    static long of(Model model) {
        Graph graph = model.graph();
        return graph.layers().stream()
                .mapToLong(layer -> of(layer.op(), graph.inputShapes(layer), layer.shape()))
                .sum();
    }

    static long of(Op op, List<Shape> inputs, Shape output) {
        if (op instanceof ConvTranspose2d) {
            Shape images = inputs.get(0);
            return inputs.get(1).size() * images.dim(2) * images.dim(3);
        }
        return op.macs(inputs, output);
    }
}
