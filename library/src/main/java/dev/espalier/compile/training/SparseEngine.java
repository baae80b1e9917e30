package dev.espalier.compile.training;

import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.engine.Executor;
import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.Graph;
import dev.espalier.train.Engine;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains under masks without computing what is masked: convolutions whose kernels keep few enough of their positions, or are
 * gone, become native code of their own, forward and backward. Everything else is done as by {@link Engine#FAST}.
 *
 * <pre>{@code
 * Trainer.of(plan).on(new SparseEngine()).train(pruned, data);
 * }</pre>
 *
 * <p>The code is compiled when masks come into force or change, which takes seconds, and kept by what it was made from. It is
 * for convolutions without bias, groups, stride and dilation whose result is as large as their images, with at most half of the
 * weights kept and at most 16 distinct kernels in a layer, as patterns have; others stay dense. Gradients of masked weights are
 * zero, and not what they would be: no update uses them, but a clipping by the norm of all gradients sees less. Results
 * differ from those of the dense engine by the rounding of every number.
 */
public final class SparseEngine implements Engine {

    private final Target target = Target.parse("host");
    private final Toolchain toolchain;

    /**
     * An engine for this machine.
     *
     * @throws dev.espalier.compile.target.ToolchainException if there is no compiler; says the ways to get one
     */
    public SparseEngine() {
        toolchain = Toolchain.of(target);
    }

    @Override
    public Executor executor(Graph graph) {
        return FAST.executor(graph);
    }

    @Override
    public Executor executor(Graph graph, Map<String, INDArray> masks) {
        return masks.isEmpty()
                ? executor(graph)
                : new FastExecutor(graph, new LaneConvolutions(masks, toolchain, target));
    }

    @Override
    public boolean leavesOutMasked() {
        return true;
    }

    @Override
    public String toString() {
        return "sparse training for " + target;
    }
}
