package dev.espalier.model.op;

import java.util.List;

/**
 * Rounds to the levels of an integer of so many bits and goes on with their real values: y = step q with
 * q = clamp(round(x / step), least, most), the even one of two equally near whole numbers. Inputs: x of any shape, and the
 * step, one number above 0 that is trained like a weight; of a step that training takes below 0 the magnitude counts.
 *
 * <p>The gradient with respect to x goes straight through between the bounds and stops outside. With respect to the step
 * it is that of {@link StepGradient}, times 1 / sqrt(numbers of one item times most), which makes steps move as fast as
 * weights (Esser et al. 2020, section 2.2).
 *
 * @param bits of q, {@value #LEAST_BITS} to {@value #MOST_BITS}
 * @param signed whether q is in -2^(bits-1) ... 2^(bits-1)-1, and not in 0 ... 2^bits-1
 * @param gradient how the step learns
 */
public record FakeQuantize(int bits, boolean signed, StepGradient gradient) implements Op {

    /** Fewest bits of an activation. */
    public static final int LEAST_BITS = 2;

    /** Most bits of an activation. */
    public static final int MOST_BITS = 16;

    /** What a step's gradient counts. */
    public enum StepGradient {
        /** Rounding errors inside the bounds and what is cut off outside: LSQ (Esser et al. 2020, equation 3). */
        LEARNED_STEP,
        /** What is cut off alone: the learned clipping level of PACT (Choi et al. 2018, equation 3). */
        CLIPPING
    }

    public FakeQuantize {
        if (bits < LEAST_BITS || bits > MOST_BITS) {
            throw new IllegalArgumentException(
                    "activations of " + bits + " bits; there are " + LEAST_BITS + " to " + MOST_BITS);
        }
    }

    /** With a step that learns from rounding errors. */
    public FakeQuantize(int bits, boolean signed) {
        this(bits, signed, StepGradient.LEARNED_STEP);
    }

    /** The smallest q. */
    public long least() {
        return signed ? -(1L << (bits - 1)) : 0;
    }

    /** The largest q. */
    public long most() {
        return (1L << (signed ? bits - 1 : bits)) - 1;
    }

    /** The q of a number that was divided by the step; not a number if that is none. */
    public double level(double quotient) {
        // Adding 0 makes 0 of minus 0, which no integer has.
        return Math.min(Math.max(Math.rint(quotient), least()), most()) + 0.0;
    }

    /** A step as it counts: its magnitude, and never 0. */
    public static double magnitude(double step) {
        return Math.max(Math.abs(step), Float.MIN_NORMAL);
    }

    /** The derivative of y with respect to the step at x / step, without the factor. */
    public double stepDerivative(double quotient) {
        if (quotient >= most()) {
            return most();
        }
        if (quotient <= least()) {
            return least();
        }
        return gradient == StepGradient.LEARNED_STEP ? Math.rint(quotient) - quotient : 0;
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x, step)", 2);
        Operands.expectShape("a step", Shape.SCALAR, inputs.get(1));
        return inputs.get(0);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Value x = adjoint.input(0);
        Value step = adjoint.input(1);
        if (adjoint.wanted(0)) {
            adjoint.contribute(0, adjoint.apply(new FakeQuantizeInputGradient(this), x, step, adjoint.upstream()));
        }
        if (adjoint.wanted(1)) {
            double factor = 1 / Math.sqrt((double) x.shape().size() * most());
            adjoint.contribute(
                    1, adjoint.apply(new FakeQuantizeStepGradient(this, factor), x, step, adjoint.upstream()));
        }
    }
}
