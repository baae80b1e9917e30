package dev.espalier.engine.fast;

import org.bytedeco.javacpp.FloatPointer;

/** A number that stands everywhere in a tensor of its own memory; written once, before the first run. */
record Filling(Tensor tensor, float number) implements Instruction {

    @Override
    public String name() {
        return "the number " + number;
    }

    @Override
    public void bind(Places places) {
        FloatPointer memory = new FloatPointer(places.address(tensor.storage()));
        for (long i = 0; i < tensor.layout().length(); i++) {
            memory.put(i, number);
        }
    }

    @Override
    public void run() {}
}
