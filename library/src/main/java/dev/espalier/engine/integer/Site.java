package dev.espalier.engine.integer;

import dev.espalier.model.Node;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A node about to be computed.
 *
 * @param node which
 * @param dims extents of its result
 * @param operands what it reads: integers where they could be had
 * @param weights the integers of a parameter, by name; throws {@link Unfit} if it has none
 * @param move computes the node in double precision from any inputs
 * @param trace takes notes for the report
 */
record Site(
        Node node,
        long[] dims,
        List<Operand> operands,
        Function<String, IntegerWeights> weights,
        Function<INDArray[], INDArray> move,
        Trace trace) {

    /** A tensor as it is known: integers, or floating point, and then what it was fed as or computed to. */
    static final class Operand {

        private final String name;
        private final IntegerTensor exact;
        private final boolean constant;
        private INDArray real;

        private Operand(String name, IntegerTensor exact, INDArray real, boolean constant) {
            this.name = name;
            this.exact = exact;
            this.real = real;
            this.constant = constant;
        }

        static Operand of(String name, IntegerTensor exact) {
            return new Operand(name, exact, null, false);
        }

        static Operand of(String name, INDArray real) {
            return new Operand(name, null, real, false);
        }

        static Operand constant(String name, INDArray real) {
            return new Operand(name, null, real, true);
        }

        /** Whether its integers are known. */
        boolean isExact() {
            return exact != null;
        }

        /** In double precision. */
        INDArray real() {
            if (real == null) {
                real = exact.asReals();
            } else if (real.dataType() != DataType.DOUBLE) {
                real = real.castTo(DataType.DOUBLE);
            }
            return real;
        }
    }

    /** How wide the sums of a node may get. */
    static final class Trace {
        private long accumulator;

        void accumulated(long bound) {
            accumulator = Math.max(accumulator, bound);
        }

        long accumulator() {
            return accumulator;
        }
    }

    /** The integers of an input. */
    IntegerTensor exact(int input) {
        Operand operand = operands.get(input);
        if (!operand.isExact()) {
            throw new Unfit("reads '" + operand.name + "', which is not quantized");
        }
        return operand.exact;
    }

    /** The integers of an input, also of a parameter whose numbers are whole numbers of one unit. */
    IntegerTensor term(int input) {
        Operand operand = operands.get(input);
        return operand.constant ? IntegerTensor.of(operand.real()) : exact(input);
    }

    /**
     * The integers of an input that count whole units. Those of a mean count parts of one, and in double precision they are
     * rounded already: it takes a quantizer to agree on them again.
     */
    IntegerTensor whole(int input) {
        IntegerTensor x = exact(input);
        if (x.units().stream().anyMatch(unit -> unit.divisor() > 1)) {
            throw new Unfit("reads '" + operands.get(input).name + "', a mean that is not quantized");
        }
        return x;
    }

    /** Numbers of an input in double precision. */
    INDArray real(int input) {
        return operands.get(input).real();
    }

    IntegerWeights weightsOf(int input) {
        return weights.apply(node.inputs().get(input));
    }

    int length() {
        return (int) Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }
}
