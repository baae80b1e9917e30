package dev.espalier.compile.lower;

import dev.espalier.compile.layout.Layout;
import dev.espalier.model.op.Shape;
import java.util.List;

/**
 * A network as calls one after the other.
 *
 * @param origin what was lowered
 * @param calls in order
 * @param buffers layouts of the working memory's buffers
 * @param constants the network's own tensors, those aside that are worked into kernels
 * @param inputs shapes the caller brings, row order, with a batch of one
 * @param outputs shapes the caller gets, row order
 */
public record Program(
        Origin origin,
        List<Call> calls,
        List<Layout> buffers,
        List<float[]> constants,
        List<Shape> inputs,
        List<Shape> outputs) {

    /**
     * A network before it was lowered.
     *
     * @param operators that compute something, one by one
     * @param bytes of the results they hand to each other
     * @param rewritten operators that were left by computation laws
     * @param laws what was applied, in words; empty if nothing was
     */
    public record Origin(int operators, long bytes, int rewritten, String laws) {}

    /** Bytes that calls hand to each other, with what fills vectors up. */
    public long bytes() {
        return calls.stream()
                .map(Call::output)
                .filter(Storage.Working.class::isInstance)
                .distinct()
                .mapToLong(output ->
                        buffers.get(((Storage.Working) output).number()).floats() * Float.BYTES)
                .sum();
    }

    public Program {
        calls = List.copyOf(calls);
        buffers = List.copyOf(buffers);
        constants = List.copyOf(constants);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
