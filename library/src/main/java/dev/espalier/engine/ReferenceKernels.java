package dev.espalier.engine;

import dev.espalier.model.Model;
import dev.espalier.model.Node;
import java.util.Arrays;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The reference kernels for executors that bring the memory: one operator at a time. Not for several threads. */
public final class ReferenceKernels {

    private static final WorkspaceConfiguration TEMPORARIES = WorkspaceConfiguration.builder()
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .policyAllocation(AllocationPolicy.OVERALLOCATE)
            .overallocationLimit(0.25)
            .build();

    final Scratch scratch = new Scratch();

    /**
     * Computes one node.
     *
     * @param node neither an input nor a parameter
     * @param inputs dense arrays in row order, of the node's input shapes and of one type
     * @param output a dense array in row order, of the node's shape
     * @throws IllegalArgumentException if the operator cannot take the values; names the node
     */
    public void run(Node node, INDArray[] inputs, INDArray output) {
        try (MemoryWorkspace temporaries = temporaries()) {
            compute(node, inputs, output);
        } finally {
            scratch.giveAll();
        }
    }

    /** What kernels allocate by the way lives until this is closed, in one block of memory that is kept for the next time. */
    MemoryWorkspace temporaries() {
        return Nd4j.getWorkspaceManager().getAndActivateWorkspace(TEMPORARIES, "espalier reference kernels");
    }

    void compute(Node node, INDArray[] inputs, INDArray output) {
        String place = "node '" + node.name() + "' (" + node.op().kind() + ")";
        try {
            Kernels.run(node.op(), inputs, output, scratch);
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException(place + ": " + unfit.getMessage(), unfit);
        } catch (RuntimeException failed) {
            throw new IllegalStateException(
                    place + " failed on inputs of shapes "
                            + Arrays.stream(inputs).map(Model::shapeOf).toList() + ": " + failed.getMessage(),
                    failed);
        }
    }
}
