package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Features;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Normalisation and softmax with a position in each lane: passes down the features, none across lanes.
 *
 * <p>Knobs: {@code vectors} of positions at a time, and {@code keep}: whether the formula is computed in the first pass alone
 * and its values are put where the result will be, or again in each pass. These are the two legal orders of its loops (Niu
 * et al. 2020, LP-Fusion).
 */
final class FeatureLoops implements Family {

    private static final String NAME = "features";
    private static final int[] VECTORS = {8, 4, 2, 1};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof OverFeatures work)
                || work.output().lanes() != target.lanes()
                || !work.inputs().stream()
                        .allMatch(in -> in instanceof Features features
                                && features.pitch() == work.output().pitch())) {
            return List.of();
        }
        boolean once = work.formula() instanceof Expr.Input;
        List<Schedule> all = new ArrayList<>();
        for (int keep : once ? new int[] {0} : new int[] {1, 0}) {
            for (int vectors : VECTORS) {
                // The smallest fits always.
                if (vectors <= work.output().vectors() && vectors * 3 <= target.registers()) {
                    all.add(new Schedule(NAME, Map.of("vectors", vectors, "keep", keep)));
                }
            }
        }
        return all;
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        return new Emission((OverFeatures) task, schedule.knob("keep") == 1).code(schedule.knob("vectors"));
    }

    /** The writing of one function. */
    private record Emission(OverFeatures work, boolean keep) {

        Code code(int vectors) {
            Data data = new Data();
            int scale = data.floats(work.scale());
            int shift = data.floats(work.shift());
            CText c = CText.function();
            c.line("long v = " + work.output().vectors() + "L * part / parts, end = "
                    + work.output().vectors() + "L * (part + 1) / parts;");
            for (int count = vectors; count > 0; count = count > 1 ? 1 : 0) {
                c.open("for (; v + " + count + " <= end; v += " + count + ")");
                StringBuilder arguments = new StringBuilder("(out + v * VL");
                for (int i = 0; i < work.inputs().size(); i++) {
                    arguments.append(", in[").append(i).append("] + v * VL");
                }
                arguments.append(", (const float *)(data + ").append(scale).append("), (const float *)(data + ");
                c.line(Code.NAME + "_" + count + arguments.append(shift).append("));"));
                c.close();
            }
            String bodies = body(vectors) + (vectors > 1 ? body(1) : "");
            return new Code(bodies + c.end(), data, 0);
        }

        private String body(int vectors) {
            StringBuilder inputs = new StringBuilder("float *y");
            for (int i = 0; i < work.inputs().size(); i++) {
                inputs.append(", const float *x").append(i);
            }
            CText c = new CText();
            c.open("static void " + Code.NAME + "_" + vectors + "(" + inputs
                    + ", const float *scale, const float *shift)");
            if (work.kind() == OverFeatures.Kind.NORMALIZE) {
                normalize(c, vectors);
            } else {
                softmax(c, vectors);
            }
            return c.end();
        }

        private void normalize(CText c, int vectors) {
            String count = "SPLAT(1.0f / " + work.output().features() + ")";
            each(c, vectors, p -> "vf mean" + p + " = ZERO, square" + p + " = ZERO;");
            pass(c);
            each(c, vectors, p -> "{ vf x = " + first(p) + "; mean" + p + " += x; }");
            c.close();
            each(c, vectors, p -> "mean" + p + " *= " + count + ";");
            pass(c);
            each(c, vectors, p -> "{ vf x = " + again(p) + " - mean" + p + "; square" + p + " += x * x; }");
            c.close();
            String epsilon = "SPLAT(" + Formulas.literal(work.epsilon()) + ")";
            each(
                    c,
                    vectors,
                    p -> "square" + p + " = SPLAT(1.0f) / v_sqrt(square" + p + " * " + count + " + " + epsilon + ");");
            pass(c);
            c.line("vf a = SPLAT(scale[f]), b = SPLAT(shift[f]);");
            each(
                    c,
                    vectors,
                    p -> "STORE(" + at("y", p) + ", (" + again(p) + " - mean" + p + ") * (square" + p + " * a) + b);");
            c.close();
        }

        private void softmax(CText c, int vectors) {
            each(
                    c,
                    vectors,
                    p -> "vf most" + p + " = SPLAT(" + Formulas.literal(-Float.MAX_VALUE) + "), total" + p
                            + " = ZERO;");
            pass(c);
            each(c, vectors, p -> "most" + p + " = v_max(most" + p + ", " + first(p) + ");");
            c.close();
            boolean logarithm = work.kind() == OverFeatures.Kind.LOG_SOFTMAX;
            pass(c);
            each(
                    c,
                    vectors,
                    p -> "{ vf e = v_exp(" + again(p) + " - most" + p + "); total" + p + " += e;"
                            + (logarithm ? "" : " STORE(" + at("y", p) + ", e);") + " }");
            c.close();
            each(
                    c,
                    vectors,
                    p -> logarithm
                            ? "most" + p + " += v_log(total" + p + ");"
                            : "total" + p + " = SPLAT(1.0f) / total" + p + ";");
            pass(c);
            each(
                    c,
                    vectors,
                    p -> logarithm
                            ? "STORE(" + at("y", p) + ", " + again(p) + " - most" + p + ");"
                            : "STORE(" + at("y", p) + ", LOAD(" + at("y", p) + ") * total" + p + ");");
            c.close();
        }

        private void pass(CText c) {
            c.loop("f", work.output().features());
        }

        private static void each(CText c, int vectors, IntFunction<String> line) {
            for (int p = 0; p < vectors; p++) {
                c.line(line.apply(p));
            }
        }

        /** The formula's value, in the first pass. */
        private String first(int p) {
            return keep ? "KEEP(" + at("y", p) + ", " + formula(p) + ")" : formula(p);
        }

        /** The same in a later pass. */
        private String again(int p) {
            return keep ? "LOAD(" + at("y", p) + ")" : formula(p);
        }

        private String formula(int p) {
            return Formulas.c(work.formula(), "", i -> "LOAD(" + at("x" + i, p) + ")");
        }

        private String at(String pointer, int p) {
            return pointer + " + f * " + work.output().pitch() + " + " + p + " * VL";
        }
    }
}
