package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.Elementwise.Walk;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Formulas over vectors; the end of a run that fills none is padded in registers. */
final class Elementwises implements Family {

    private static final Schedule ONLY = new Schedule("elementwise", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof Elementwise ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Elementwise work = (Elementwise) task;
        int lanes = target.lanes();
        int whole = work.run() / lanes;
        int rest = work.run() % lanes;
        CText c = CText.function();
        if (work.extents().isEmpty()) {
            pointers(c, work);
            vectors(c, work, true, whole);
            rest(c.open("if (part == parts - 1)"), work, whole, rest);
            return new Code(c.end(), new Data(), 0);
        }
        int last = work.extents().size() - 1;
        List<Integer> outer = work.extents().subList(0, last);
        // Threads share the outer loops; if there is one loop alone, that one.
        if (outer.isEmpty()) {
            c.share("i0", work.extents().get(0));
        } else {
            c.share("turn", outer.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact));
            c.line("long left = turn;");
            for (int i = last - 1; i >= 0; i--) {
                c.line("long i" + i + " = left % " + outer.get(i) + "; left /= " + outer.get(i) + ";");
            }
            c.loop("i" + last, work.extents().get(last));
        }
        pointers(c, work);
        vectors(c, work, false, whole);
        rest(c, work, whole, rest);
        return new Code(c.end(), new Data(), 0);
    }

    private static void pointers(CText c, Elementwise work) {
        for (int i = 0; i < work.reads().size(); i++) {
            c.line("const float *x" + i + " = in[" + i + "] + "
                    + place(work.reads().get(i)) + ";");
        }
        c.line("float *y = out + " + place(work.write()) + ";");
    }

    private static String place(Walk walk) {
        List<String> terms = new ArrayList<>(List.of(Integer.toString(walk.start())));
        for (int i = 0; i < walk.strides().size(); i++) {
            if (walk.strides().get(i) != 0) {
                terms.add("i" + i + " * " + walk.strides().get(i));
            }
        }
        return String.join(" + ", terms);
    }

    private static void vectors(CText c, Elementwise work, boolean shared, int whole) {
        if (whole == 0) {
            return;
        }
        if (shared) {
            c.share("v", whole);
        } else {
            c.loop("v", whole);
        }
        IntFunction<String> read =
                i -> work.reads().get(i).step() == 0 ? "SPLAT(x" + i + "[0])" : "LOADU(x" + i + " + v * VL)";
        c.line("STOREU(y + v * VL, " + Formulas.c(work.formula(), "", read) + ");");
        c.close();
    }

    private static void rest(CText c, Elementwise work, int whole, int rest) {
        if (rest == 0) {
            return;
        }
        String start = whole + " * VL";
        for (int i = 0; i < work.reads().size(); i++) {
            int input = i;
            String lanes = IntStream.range(0, rest)
                    .mapToObj(lane -> "x" + input + "[" + start + " + " + lane + "]")
                    .collect(Collectors.joining(", "));
            String value = work.reads().get(i).step() == 0 ? "SPLAT(x" + i + "[0])" : "(vf){" + lanes + "}";
            c.line("vf r" + i + " = " + value + ";");
        }
        c.line("vf r = " + Formulas.c(work.formula(), "", i -> "r" + i) + ";");
        for (int lane = 0; lane < rest; lane++) {
            c.line("y[" + start + " + " + lane + "] = r[" + lane + "];");
        }
    }
}
