package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.AlongAxis.Kind;
import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;

/**
 * Sums, largest numbers, softmax and normalisation along an axis in row order. Where numbers lie side by side across the axis
 * a vector holds VL of them; along the innermost axis a vector holds VL numbers of one row, the rest in its own loop.
 */
final class AlongAxes implements Family {

    private static final Schedule ONLY = new Schedule("axis", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof AlongAxis ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        AlongAxis work = (AlongAxis) task;
        CText c = CText.function();
        if (work.inner() == 1) {
            rows(c, work, target.lanes());
        } else {
            columns(c, work, target.lanes());
        }
        return new Code(c.end(), new Data(), 0);
    }

    private static void rows(CText c, AlongAxis work, int lanes) {
        int whole = work.extent() / lanes * lanes;
        int rest = work.extent() - whole;
        int given = work.reduces() ? 1 : work.extent();
        c.share("turn", work.outer());
        c.line("const float *x = in[0] + turn * " + work.extent() + "L;");
        c.line("float *y = out + turn * " + given + "L;");
        // The vectors of the row, then its rest in a vector that is filled up with what changes nothing.
        reduce(
                c,
                "largest",
                work,
                whole,
                rest,
                "-__builtin_inff()",
                "v_max(largest, v)",
                "v_largest",
                work.kind() == Kind.LARGEST || work.kind() == Kind.SOFTMAX || work.kind() == Kind.LOG_SOFTMAX);
        reduce(
                c,
                "sum",
                work,
                whole,
                rest,
                "0.0f",
                "sum + v",
                "v_sum",
                work.kind() == Kind.SUM || work.kind() == Kind.MEAN || work.kind() == Kind.NORMALIZE);
        reduce(
                c,
                "total",
                work,
                whole,
                rest,
                "-__builtin_inff()",
                "total + v_exp(v - largest_all)",
                "v_sum",
                work.kind() == Kind.SOFTMAX || work.kind() == Kind.LOG_SOFTMAX);
        String part = Formulas.literal(1.0 / work.extent());
        switch (work.kind()) {
            case SUM -> c.line("y[0] = v_sum(sum);");
            case MEAN -> c.line("y[0] = v_sum(sum) * " + part + ";");
            case LARGEST -> c.line("y[0] = v_largest(largest);");
            case SOFTMAX ->
                write(
                        c,
                        work,
                        whole,
                        rest,
                        "v_exp(v - largest_all) * factor",
                        "vf factor = SPLAT(1.0f / v_sum(total));");
            case LOG_SOFTMAX ->
                write(c, work, whole, rest, "v - factor", "vf factor = largest_all + v_log(SPLAT(v_sum(total)));");
            default -> {
                c.line("vf mean = SPLAT(v_sum(sum) * " + part + ");");
                c.line("vf squares = ZERO;");
                c.open("for (long i = 0; i < " + whole + "; i += VL)");
                c.line("vf d = LOADU(x + i) - mean;").line("squares += d * d;").close();
                c.line("float variance = v_sum(squares);");
                if (rest > 0) {
                    c.open("for (long i = " + whole + "; i < " + work.extent() + "; i++)");
                    c.line("variance += (x[i] - mean[0]) * (x[i] - mean[0]);").close();
                }
                write(
                        c,
                        work,
                        whole,
                        rest,
                        "(v - mean) * factor",
                        "vf factor = SPLAT(1.0f) / v_sqrt(SPLAT(variance * " + part + " + "
                                + Formulas.literal(work.epsilon()) + "));");
            }
        }
    }

    private static void reduce(
            CText c,
            String name,
            AlongAxis work,
            int whole,
            int rest,
            String start,
            String step,
            String all,
            boolean needed) {
        if (!needed) {
            return;
        }
        c.line("vf " + name + " = SPLAT(" + (name.equals("total") ? "0.0f" : start) + ");");
        c.open("for (long i = 0; i < " + whole + "; i += VL)");
        c.line("vf v = LOADU(x + i);").line(name + " = " + step + ";").close();
        if (rest > 0) {
            c.open("");
            c.line("vf v = SPLAT(" + start + ");");
            c.line("for (int i = 0; i < " + rest + "; i++) v[i] = x[" + whole + " + i];");
            // Filling would count as the exponential of a very small number; a sum leaves its lanes out.
            c.line("vf w = " + step + ";");
            c.line("for (int i = 0; i < " + rest + "; i++) " + name + "[i] = w[i];")
                    .close();
        }
        if (name.equals("largest")) {
            c.line("vf largest_all = SPLAT(" + all + "(largest));");
            c.line("(void)largest_all;");
        }
    }

    private static void write(CText c, AlongAxis work, int whole, int rest, String value, String before) {
        boolean affine = work.inputs().size() == 3;
        c.line(before);
        c.open("for (long i = 0; i < " + whole + "; i += VL)");
        c.line("vf v = LOADU(x + i);");
        c.line("STOREU(y + i, " + value + (affine ? " * LOADU(in[1] + i) + LOADU(in[2] + i)" : "") + ");");
        c.close();
        if (rest > 0) {
            c.open("for (long i = " + whole + "; i < " + work.extent() + "; i++)");
            c.line("vf v = SPLAT(x[i]);");
            c.line("vf r = " + value + ";");
            c.line("y[i] = r[0]" + (affine ? " * in[1][i] + in[2][i]" : "") + ";");
            c.close();
        }
    }

    private static void columns(CText c, AlongAxis work, int lanes) {
        int vectors = (work.inner() + lanes - 1) / lanes;
        c.share("turn", (long) work.outer() * vectors);
        c.line("long outer = turn / " + vectors + ", first = turn % " + vectors + " * VL;");
        // The last vector overlaps the one before it, or is filled up if there is none.
        int width = Math.min(lanes, work.inner());
        if (work.inner() >= lanes) {
            c.line("if (first > " + (work.inner() - lanes) + ") first = " + (work.inner() - lanes) + ";");
        }
        c.line("const float *x = in[0] + outer * " + (long) work.extent() * work.inner() + "L + first;");
        c.line("float *y = out + outer * " + (work.reduces() ? 1L : work.extent()) * work.inner() + "L + first;");
        String part = Formulas.literal(1.0 / work.extent());
        switch (work.kind()) {
            case SUM, MEAN -> {
                over(c, work, width, "vf r = ZERO;", "r += v;");
                store(c, width, "y", work.kind() == Kind.SUM ? "r" : "r * SPLAT(" + part + ")");
            }
            case LARGEST -> {
                over(c, work, width, "vf r = SPLAT(-__builtin_inff());", "r = v_max(r, v);");
                store(c, width, "y", "r");
            }
            case SOFTMAX, LOG_SOFTMAX -> {
                over(c, work, width, "vf largest = SPLAT(-__builtin_inff());", "largest = v_max(largest, v);");
                over(c, work, width, "vf total = ZERO;", "total += v_exp(v - largest);");
                boolean log = work.kind() == Kind.LOG_SOFTMAX;
                c.line(log ? "vf factor = largest + v_log(total);" : "vf factor = SPLAT(1.0f) / total;");
                each(c, work, width, log ? "v - factor" : "v_exp(v - largest) * factor");
            }
            default -> {
                over(c, work, width, "vf mean = ZERO;", "mean += v;");
                c.line("mean = mean * SPLAT(" + part + ");");
                over(c, work, width, "vf squares = ZERO;", "squares += (v - mean) * (v - mean);");
                c.line("vf factor = SPLAT(1.0f) / v_sqrt(squares * SPLAT(" + part + ") + SPLAT("
                        + Formulas.literal(work.epsilon()) + "));");
                boolean affine = work.inputs().size() == 3;
                each(c, work, width, "(v - mean) * factor" + (affine ? " * SPLAT(in[1][i]) + SPLAT(in[2][i])" : ""));
            }
        }
    }

    private static void over(CText c, AlongAxis work, int width, String before, String step) {
        c.line(before);
        c.loop("i", work.extent());
        load(c, work, width);
        c.line(step).close();
    }

    private static void each(CText c, AlongAxis work, int width, String value) {
        c.loop("i", work.extent());
        load(c, work, width);
        store(c, width, "y + i * " + work.inner() + "L", value);
        c.close();
    }

    private static void load(CText c, AlongAxis work, int width) {
        String at = "x + i * " + work.inner() + "L";
        c.line("vf v;");
        c.line("if (" + width + " == VL) v = LOADU(" + at + ");");
        c.line("else { v = ZERO; for (int l = 0; l < " + width + "; l++) v[l] = (" + at + ")[l]; }");
    }

    private static void store(CText c, int width, String to, String value) {
        c.line("{ vf result = " + value + ";");
        c.line("  if (" + width + " == VL) STOREU(" + to + ", result);");
        c.line("  else for (int l = 0; l < " + width + "; l++) (" + to + ")[l] = result[l]; }");
    }
}
