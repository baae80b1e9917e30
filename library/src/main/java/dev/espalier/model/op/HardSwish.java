package dev.espalier.model.op;

/**
 * x min(max(x + 3, 0), 6) / 6, element by element (MobileNetV3, Howard et al. 2019). Input: x of any shape.
 */
public record HardSwish() implements Pointwise {

    @Override
    public double value(double x) {
        return x * Math.min(Math.max(x + 3, 0), 6) / 6;
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        if (x < -3) {
            return 0;
        }
        return x <= 3 ? x / 3 + 0.5 : 1;
    }
}
