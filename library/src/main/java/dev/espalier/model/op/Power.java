package dev.espalier.model.op;

/**
 * x to a constant power, element by element; not a number below 0 unless the exponent is whole. Input: x of any shape.
 *
 * @param exponent -1 for the reciprocal
 */
public record Power(double exponent) implements Pointwise {

    public Power {
        Operands.finite("exponent", exponent);
    }

    @Override
    public double value(double x) {
        return Math.pow(x, exponent);
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return exponent == 0 ? 0 : exponent * Math.pow(x, exponent - 1);
    }
}
