package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Task;
import java.util.List;

/**
 * One call of generated code.
 *
 * @param layer name of the layer that it computes, or prepares
 * @param task what it computes
 * @param inputs where it reads, in the task's order
 * @param output where it writes
 */
public record Call(String layer, Task task, List<Storage> inputs, Storage output) {

    public Call {
        inputs = List.copyOf(inputs);
    }
}
