package dev.espalier.onnx;

import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;

/** What a name stands for while a file is read. */
sealed interface Operand {

    /** Numbers that are known by now. */
    record Known(Tensor tensor) implements Operand {
        @Override
        public Tensor.Kind kind() {
            return tensor.kind();
        }

        @Override
        public int[] dims() {
            return tensor.dims();
        }
    }

    /** A value of the graph, all of which are floats; the kind says what the file takes it for. */
    record Computed(Value value, Tensor.Kind kind) implements Operand {
        /** The dimensions, an open batch as {@link Shape#BATCH}. */
        @Override
        public int[] dims() {
            return value.shape().dims().stream().mapToInt(Integer::intValue).toArray();
        }
    }

    /** What the file takes the numbers for. */
    Tensor.Kind kind();

    /** The dimensions, an open batch as {@link Shape#BATCH}. */
    int[] dims();

    /** How many axes there are. */
    default int rank() {
        return dims().length;
    }
}
