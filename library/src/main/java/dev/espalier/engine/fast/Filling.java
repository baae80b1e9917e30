package dev.espalier.engine.fast;

import java.util.function.LongToDoubleFunction;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A constant tensor in memory of its own, written once, before the first run.
 *
 * @param numbers by position
 */
record Filling(String what, Tensor tensor, LongToDoubleFunction numbers) implements Instruction {

    @Override
    public String name() {
        return "constant " + what;
    }

    @Override
    public void bind(Places places) {
        FloatPointer memory = new FloatPointer(places.address(tensor.storage()));
        for (long i = 0; i < tensor.layout().length(); i++) {
            memory.put(i, (float) numbers.applyAsDouble(i));
        }
    }

    @Override
    public void run() {}
}
