package dev.espalier.model.op;

/**
 * x above 0 and slope x below, element by element; the derivative at 0 is the slope. Input: x of any shape.
 *
 * @param slope below 0; itself 0 or more
 */
public record LeakyRelu(double slope) implements Pointwise {

    public LeakyRelu {
        if (!(slope >= 0 && slope < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("slope is " + slope + "; it must be 0 or more, and finite");
        }
    }

    @Override
    public double value(double x) {
        return x > 0 ? x : slope * x;
    }

    @Override
    public Operand derivativeReads() {
        return Operand.OUTPUT;
    }

    @Override
    public double derivative(double y) {
        return y > 0 ? 1 : slope;
    }
}
