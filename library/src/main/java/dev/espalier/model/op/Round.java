package dev.espalier.model.op;

/**
 * The nearest whole number, element by element; the even one if two are. Input: x of any shape.
 */
public record Round() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.rint(x);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return 0;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        throw new UnsupportedOperationException(
                "the derivative of rounding is 0 wherever there is one, and nothing would"
                        + " be learnt; put a StraightThrough around it");
    }
}
