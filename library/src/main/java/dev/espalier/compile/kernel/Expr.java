package dev.espalier.compile.kernel;

import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Pointwise;
import java.util.Locale;

/** A formula that is computed for every number of a result by itself. */
public sealed interface Expr {

    /** What the kernel has computed so far; in purely elementwise work there is none. */
    record Result() implements Expr {
        @Override
        public String toString() {
            return "result";
        }
    }

    /**
     * The number in the same place of another input.
     *
     * @param index of the input among the call's inputs
     */
    record Input(int index) implements Expr {
        @Override
        public String toString() {
            return "input" + index;
        }
    }

    /**
     * A constant.
     *
     * @param value finite
     */
    record Number(double value) implements Expr {
        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /**
     * A function of one variable.
     *
     * @param function its definition
     * @param of the variable
     */
    record Unary(Pointwise function, Expr of) implements Expr {
        @Override
        public String toString() {
            return function + "(" + of + ")";
        }
    }

    /**
     * A function of two variables.
     *
     * @param function its definition
     * @param left the first
     * @param right the second
     */
    record Both(Binary function, Expr left, Expr right) implements Expr {
        @Override
        public String toString() {
            return function.kind().toLowerCase(Locale.ROOT) + "(" + left + ", " + right + ")";
        }
    }

    /**
     * One of two values.
     *
     * @param mask decides
     * @param then the value where it is not 0
     * @param otherwise the value where it is
     */
    record Choice(Expr mask, Expr then, Expr otherwise) implements Expr {
        @Override
        public String toString() {
            return "choice(" + mask + ", " + then + ", " + otherwise + ")";
        }
    }

    /** This formula with another in the place of what the kernel has computed. */
    default Expr after(Expr result) {
        if (this instanceof Result) {
            return result;
        }
        if (this instanceof Unary unary) {
            return new Unary(unary.function(), unary.of().after(result));
        }
        if (this instanceof Both both) {
            return new Both(
                    both.function(), both.left().after(result), both.right().after(result));
        }
        return this;
    }

    /** This formula with another in the place of an input. */
    default Expr with(int input, Expr formula) {
        if (this instanceof Input read) {
            return read.index() == input ? formula : this;
        }
        if (this instanceof Unary unary) {
            return new Unary(unary.function(), unary.of().with(input, formula));
        }
        if (this instanceof Both both) {
            return new Both(
                    both.function(),
                    both.left().with(input, formula),
                    both.right().with(input, formula));
        }
        if (this instanceof Choice choice) {
            return new Choice(
                    choice.mask().with(input, formula),
                    choice.then().with(input, formula),
                    choice.otherwise().with(input, formula));
        }
        return this;
    }
}
