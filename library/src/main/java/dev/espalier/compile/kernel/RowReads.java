package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;

/** Rows copied out of a table. */
final class RowReads implements Family {

    private static final Schedule ONLY = new Schedule("rows", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof Rows ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Rows rows = (Rows) task;
        CText c = CText.function();
        c.share("i", rows.count());
        c.line("float number = in[1][i];");
        c.line("long row = number > 0 ? (number < " + (rows.rows() - 1) + " ? (long)number : " + (rows.rows() - 1)
                + ") : 0;");
        c.line("const float *x = in[0] + row * " + rows.length() + "L;");
        c.line("float *y = out + i * " + rows.length() + "L;");
        c.loop("j", rows.length()).line("y[j] = x[j];");
        return new Code(c.end(), new Data(), 0);
    }
}
