package dev.espalier.compile.lower;

import dev.espalier.compile.layout.Layout;
import dev.espalier.model.op.Shape;
import java.util.List;

/**
 * A network as calls one after the other.
 *
 * @param calls in order
 * @param buffers layouts of the working memory's buffers
 * @param constants the network's own tensors, those aside that are worked into kernels
 * @param inputs shapes the caller brings, row order, with a batch of one
 * @param outputs shapes the caller gets, row order
 */
public record Program(
        List<Call> calls, List<Layout> buffers, List<float[]> constants, List<Shape> inputs, List<Shape> outputs) {

    public Program {
        calls = List.copyOf(calls);
        buffers = List.copyOf(buffers);
        constants = List.copyOf(constants);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
