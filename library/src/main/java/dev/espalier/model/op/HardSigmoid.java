package dev.espalier.model.op;

/**
 * min(max(x + 3, 0), 6) / 6, element by element (MobileNetV3, Howard et al. 2019); the derivative at -3 and 3 is 0.
 * Input: x of any shape.
 */
public record HardSigmoid() implements Pointwise {

    @Override
    public double value(double x) {
        return Math.min(Math.max(x + 3, 0), 6) / 6;
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return x > -3 && x < 3 ? 1.0 / 6 : 0;
    }
}
