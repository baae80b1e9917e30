package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.Region.Axis;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Loops that copy. Regions of one form share their loops and take their beginnings from a table. */
final class Copies implements Family {

    private static final Schedule ONLY = new Schedule("copy", Map.of());

    /** What regions must have in common to share code. */
    private record Form(int input, List<Axis> axes) {}

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof Copy copy && !TurnedCopies.suits(copy, target) ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Copy copy = (Copy) task;
        Map<Form, List<Region>> forms = new LinkedHashMap<>();
        for (Region region : copy.regions()) {
            forms.computeIfAbsent(new Form(region.input(), region.axes()), form -> new ArrayList<>())
                    .add(region);
        }
        Data data = new Data();
        CText c = CText.function();
        if (copy.clear()) {
            clear(c, copy.output().floats());
        }
        forms.forEach((form, regions) -> copy(c, form, regions, data));
        return new Code(c.end(), data, 0);
    }

    /** Everybody clears what it copies to afterwards only if one thread does all: borders are nobody's share. */
    private static void clear(CText c, long floats) {
        c.line("if (part > 0) return;");
        c.line("parts = 1;");
        c.open("for (long i = 0; i + VL <= " + floats + "; i += VL)")
                .line("STORE(out + i, ZERO);")
                .close();
        c.open("for (long i = " + floats + " / VL * VL; i < " + floats + "; i++)")
                .line("out[i] = 0.0f;")
                .close();
    }

    private static void copy(CText c, Form form, List<Region> regions, Data data) {
        int[] starts = new int[2 * regions.size()];
        for (int i = 0; i < regions.size(); i++) {
            starts[2 * i] = Math.toIntExact(regions.get(i).from());
            starts[2 * i + 1] = Math.toIntExact(regions.get(i).to());
        }
        int table = data.ints(starts);
        List<Axis> axes = form.axes();
        boolean single = regions.size() == 1 && !axes.isEmpty();
        c.open("");
        c.line("const int *starts = (const int *)(data + " + table + ");");
        if (single) {
            c.line("const float *a = in[" + form.input() + "] + starts[0];");
            c.line("float *b = out + starts[1];");
        } else {
            c.share("t", regions.size());
            c.line("const float *a = in[" + form.input() + "] + starts[2 * t];");
            c.line("float *b = out + starts[2 * t + 1];");
        }
        for (int i = 0; i < axes.size(); i++) {
            String variable = "i" + i;
            if (i == 0 && single) {
                c.share(variable, axes.get(i).extent());
            } else {
                c.loop(variable, axes.get(i).extent());
            }
        }
        c.line("b[" + place(axes, false) + "] = a[" + place(axes, true) + "];");
        axes.forEach(axis -> c.close());
        if (!single) {
            c.close();
        }
        c.close();
    }

    private static String place(List<Axis> axes, boolean from) {
        if (axes.isEmpty()) {
            return "0";
        }
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < axes.size(); i++) {
            long stride = from ? axes.get(i).from() : axes.get(i).to();
            terms.add("i" + i + " * " + stride + "L");
        }
        return String.join(" + ", terms);
    }
}
