package dev.espalier.compile.kernel;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Elu;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Erf;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.Gelu;
import dev.espalier.model.op.HardSigmoid;
import dev.espalier.model.op.HardSwish;
import dev.espalier.model.op.LeakyRelu;
import dev.espalier.model.op.Log;
import dev.espalier.model.op.Maximum;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Tanh;
import java.util.function.IntFunction;

/** Formulas as C over vectors. */
public final class Formulas {

    private Formulas() {}

    /**
     * An expression of type {@code vf}.
     *
     * @param formula what it computes
     * @param result a C variable or literal for the kernel's own result
     * @param input an expression for each further input
     */
    public static String c(Expr formula, String result, IntFunction<String> input) {
        if (formula instanceof Expr.Result) {
            return result;
        }
        if (formula instanceof Expr.Input read) {
            return input.apply(read.index());
        }
        if (formula instanceof Expr.Number number) {
            return splat(number.value());
        }
        if (formula instanceof Expr.Unary unary) {
            return unary(unary.function(), c(unary.of(), result, input));
        }
        if (formula instanceof Expr.Choice choice) {
            return "v_select(" + c(choice.mask(), result, input) + " != ZERO, " + c(choice.then(), result, input) + ", "
                    + c(choice.otherwise(), result, input) + ")";
        }
        Expr.Both both = (Expr.Both) formula;
        return binary(both.function(), c(both.left(), result, input), c(both.right(), result, input));
    }

    /** Whether a formula takes only a few instructions, so that it may stand in the code many times. */
    static boolean isShort(Expr formula) {
        if (formula instanceof Expr.Unary unary) {
            Pointwise function = unary.function();
            return (function instanceof Affine
                            || function instanceof Abs
                            || function instanceof Clamp
                            || function instanceof LeakyRelu
                            || function instanceof Relu
                            || function instanceof Relu6
                            || function instanceof Square)
                    && isShort(unary.of());
        }
        return !(formula instanceof Expr.Both both) || isShort(both.left()) && isShort(both.right());
    }

    /** Whether there is C for a function. */
    public static boolean knows(Pointwise function) {
        return !(function instanceof Elementary elementary)
                || elementary.function() == Elementary.Function.CEIL
                || elementary.function() == Elementary.Function.FLOOR
                || elementary.function() == Elementary.Function.SIGN
                || elementary.function() == Elementary.Function.TRUNCATE;
    }

    /** A single-precision literal. */
    public static String literal(double value) {
        float number = (float) value;
        if (Float.isInfinite(number)) {
            return number > 0 ? "__builtin_inff()" : "(-__builtin_inff())";
        }
        return number < 0 ? "(" + number + "f)" : number + "f";
    }

    private static String splat(double value) {
        return "SPLAT(" + literal(value) + ")";
    }

    private static String binary(Binary function, String a, String b) {
        if (function instanceof Add) {
            return "(" + a + " + " + b + ")";
        }
        if (function instanceof Subtract) {
            return "(" + a + " - " + b + ")";
        }
        if (function instanceof Multiply) {
            return "(" + a + " * " + b + ")";
        }
        if (function instanceof Divide) {
            return "(" + a + " / " + b + ")";
        }
        if (function instanceof Maximum) {
            return "v_max(" + a + ", " + b + ")";
        }
        if (function instanceof Equal) {
            return "v_select(" + a + " == " + b + ", SPLAT(1.0f), ZERO)";
        }
        return "v_select(" + a + " > " + b + ", SPLAT(1.0f), ZERO)";
    }

    private static String unary(Pointwise function, String x) {
        if (function instanceof Affine affine) {
            return affine(affine, x);
        }
        if (function instanceof Clamp clamp) {
            return clamp(clamp.min(), clamp.max(), x);
        }
        if (function instanceof Relu) {
            return "v_max(" + x + ", ZERO)";
        }
        if (function instanceof Relu6) {
            return clamp(0, 6, x);
        }
        if (function instanceof Elu elu) {
            return "v_elu(" + x + ", " + literal(elu.alpha()) + ")";
        }
        if (function instanceof LeakyRelu leaky) {
            return "v_leaky_relu(" + x + ", " + literal(leaky.slope()) + ")";
        }
        if (function instanceof Power power) {
            return "v_pow(" + x + ", " + literal(power.exponent()) + ")";
        }
        return name(function) + "(" + x + ")";
    }

    private static String affine(Affine affine, String x) {
        if (affine.scale() == 1) {
            return "(" + x + " + " + splat(affine.shift()) + ")";
        }
        String product = x + " * " + splat(affine.scale());
        return affine.shift() == 0 ? "(" + product + ")" : "(" + product + " + " + splat(affine.shift()) + ")";
    }

    private static String clamp(double min, double max, String x) {
        return "v_clamp(" + x + ", " + literal(min) + ", " + literal(max) + ")";
    }

    private static String name(Pointwise function) {
        if (function instanceof Abs) {
            return "v_abs";
        }
        if (function instanceof Elementary elementary) {
            return switch (elementary.function()) {
                case CEIL -> "v_ceil";
                case FLOOR -> "v_floor";
                case SIGN -> "v_sign";
                case TRUNCATE -> "v_truncate";
                default -> throw new IllegalArgumentException("no C for " + elementary);
            };
        }
        if (function instanceof Erf) {
            return "v_erf";
        }
        if (function instanceof Exp) {
            return "v_exp";
        }
        if (function instanceof Gelu) {
            return "v_gelu";
        }
        if (function instanceof HardSigmoid) {
            return "v_hard_sigmoid";
        }
        if (function instanceof HardSwish) {
            return "v_hard_swish";
        }
        if (function instanceof Log) {
            return "v_log";
        }
        if (function instanceof Round) {
            return "v_round";
        }
        if (function instanceof Sigmoid) {
            return "v_sigmoid";
        }
        if (function instanceof Softplus) {
            return "v_softplus";
        }
        if (function instanceof Sqrt) {
            return "v_sqrt";
        }
        if (function instanceof Square) {
            return "v_square";
        }
        if (function instanceof Tanh) {
            return "v_tanh";
        }
        throw new IllegalArgumentException("no C for " + function.kind());
    }
}
