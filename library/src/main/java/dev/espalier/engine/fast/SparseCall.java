package dev.espalier.engine.fast;

import dev.espalier.engine.fast.SparseConvolutions.Pass;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/** A call of code that leaves out zeros. */
final class SparseCall implements Instruction {

    private final String name;
    private final Pass pass;
    private final List<Tensor> operands;
    private final long blocks;
    private Places places;

    /** @param operands two that are read, and the result */
    SparseCall(String name, Pass pass, List<Tensor> operands, long blocks) {
        this.name = name;
        this.pass = pass;
        this.operands = operands;
        this.blocks = blocks;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void bind(Places places) {
        this.places = places;
    }

    @Override
    public void run() {
        pass.run(address(0), address(1), address(2), blocks);
    }

    /** Fed tensors may lie elsewhere in each run. */
    private long address(int operand) {
        Pointer start = places.address(operands.get(operand).storage());
        // An address counts from the pointer's own position.
        return start.address() + start.position() * start.sizeof();
    }
}
