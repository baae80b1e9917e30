package dev.espalier.model.op;

/**
 * A function that networks seldom use, element by element; not a number where the function is not defined. Input: x of any
 * shape.
 *
 * @param function which one
 */
public record Elementary(Function function) implements Pointwise {

    /** The functions, angles in radians. */
    public enum Function {
        ACOS,
        ACOSH,
        ASIN,
        ASINH,
        ATAN,
        ATANH,
        /** The least whole number not below x. */
        CEIL,
        COS,
        COSH,
        /** The largest whole number not above x. */
        FLOOR,
        /** -1, 0 or 1. */
        SIGN,
        SIN,
        SINH,
        TAN,
        /** x without what is behind the point. */
        TRUNCATE
    }

    @Override
    public double value(double x) {
        return switch (function) {
            case ACOS -> Math.acos(x);
            case ACOSH -> Math.log(x + Math.sqrt(x * x - 1));
            case ASIN -> Math.asin(x);
            case ASINH -> Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
            case ATAN -> Math.atan(x);
            case ATANH -> (Math.log1p(x) - Math.log1p(-x)) / 2;
            case CEIL -> Math.ceil(x);
            case COS -> Math.cos(x);
            case COSH -> Math.cosh(x);
            case FLOOR -> Math.floor(x);
            case SIGN -> Math.signum(x);
            case SIN -> Math.sin(x);
            case SINH -> Math.sinh(x);
            case TAN -> Math.tan(x);
            case TRUNCATE -> x < 0 ? Math.ceil(x) : Math.floor(x);
        };
    }

    @Override
    public Operand derivativeReads() {
        return Operand.INPUT;
    }

    @Override
    public double derivative(double x) {
        return switch (function) {
            case ACOS -> -1 / Math.sqrt(1 - x * x);
            case ACOSH -> 1 / Math.sqrt(x * x - 1);
            case ASIN -> 1 / Math.sqrt(1 - x * x);
            case ASINH -> 1 / Math.sqrt(x * x + 1);
            case ATAN -> 1 / (1 + x * x);
            case ATANH -> 1 / (1 - x * x);
            case CEIL, FLOOR, SIGN, TRUNCATE -> 0;
            case COS -> -Math.sin(x);
            case COSH -> Math.sinh(x);
            case SIN -> Math.cos(x);
            case SINH -> Math.cosh(x);
            case TAN -> 1 / (Math.cos(x) * Math.cos(x));
        };
    }
}
