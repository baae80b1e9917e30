package dev.espalier.engine.fast;

import dev.espalier.engine.ReferenceKernels;
import dev.espalier.model.Node;
import dev.espalier.model.op.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A call of the reference kernel, for operators that have no primitive. */
final class KernelCall implements Instruction {

    private final Node node;
    private final List<Operand> inputs;
    private final Operand output;
    private final ReferenceKernels kernels;
    private Places places;

    /** A plain tensor and its shape with the batch filled in. */
    record Operand(Tensor tensor, Shape shape) {}

    KernelCall(Node node, List<Operand> inputs, Operand output, ReferenceKernels kernels) {
        this.node = node;
        this.inputs = inputs;
        this.output = output;
        this.kernels = kernels;
    }

    List<Tensor> tensors() {
        return Stream.concat(inputs.stream(), Stream.of(output))
                .map(Operand::tensor)
                .toList();
    }

    @Override
    public String name() {
        return node.name() + " reference";
    }

    @Override
    public void bind(Places places) {
        this.places = places;
    }

    @Override
    public void run() {
        INDArray[] arrays = inputs.stream().map(this::array).toArray(INDArray[]::new);
        kernels.run(node, arrays, array(output));
    }

    private INDArray array(Operand operand) {
        return places.array(operand.tensor(), operand.shape());
    }
}
