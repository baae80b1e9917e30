package dev.espalier.engine.fast;

import org.bytedeco.javacpp.Pointer;

/** Sets a tensor to zero, its padding included. */
final class Clearing implements Instruction {

    private final String what;
    private final Tensor tensor;
    private Pointer memory;

    /** @param tensor in memory of the program's own */
    Clearing(String what, Tensor tensor) {
        this.what = what;
        this.tensor = tensor;
    }

    @Override
    public String name() {
        return what + " zeros";
    }

    @Override
    public void bind(Places places) {
        memory = places.address(tensor.storage());
    }

    @Override
    public void run() {
        Pointer.memset(memory, 0, tensor.layout().bytes());
    }
}
