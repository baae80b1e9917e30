package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import java.util.List;

/**
 * A formula for every number of the result. The result is walked through as a nest of loops, the innermost over
 * neighbouring numbers; inputs keep step, stand still (which repeats them), or both along different loops.
 *
 * @param formula of inputs 0, 1, ...
 * @param extents of the outer loops
 * @param run numbers of the innermost loop
 * @param reads one walk for each input
 * @param write the result's walk, of inner step 1
 */
public record Elementwise(Expr formula, List<Integer> extents, int run, List<Walk> reads, Walk write) implements Task {

    /**
     * How a tensor is walked through.
     *
     * @param layout where the tensor is
     * @param start of the walk
     * @param strides one for each outer loop
     * @param step along the innermost loop: 1, or 0 for a number that is repeated
     */
    public record Walk(Layout layout, int start, List<Integer> strides, int step) {
        public Walk {
            strides = List.copyOf(strides);
            if (step != 0 && step != 1) {
                throw new IllegalArgumentException("step " + step + " of a walk; it must be 0 or 1");
            }
        }
    }

    public Elementwise {
        extents = List.copyOf(extents);
        reads = List.copyOf(reads);
    }

    @Override
    public List<Layout> inputs() {
        return reads.stream().map(Walk::layout).toList();
    }

    @Override
    public Layout output() {
        return write.layout();
    }

    @Override
    public String signature() {
        return "elementwise " + formula + " " + extents + "x" + run + " " + reads + " " + write;
    }
}
