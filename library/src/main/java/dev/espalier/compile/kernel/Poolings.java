package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;

/** Windows over vectors of channels; those inside the image have loops without a look at its borders. */
final class Poolings implements Family {

    private static final Schedule ONLY = new Schedule("pooling", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof Pooling ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Pooling pool = (Pooling) task;
        Blocked in = pool.image();
        Blocked out = pool.output();
        CText c = CText.function();
        c.share("turn", (long) out.blocks() * out.height());
        c.line("long block = turn / " + out.height() + ", row = turn % " + out.height() + ";");
        c.line("float *y = out + block * " + out.planePitch() + "L + (row + " + out.halo() + ") * " + out.rowPitch()
                + " + " + out.halo() * out.lanes() + ";");
        c.line("long top = row * " + pool.stride().height() + " - "
                + pool.padding().height() + ";");
        c.line("long from = top < 0 ? 0 : top, to = top + " + pool.kernel().height() + ";");
        c.line("if (to > " + in.height() + ") to = " + in.height() + ";");
        c.line("const float *x = in[0] + block * " + in.planePitch() + "L + " + in.pixel(0, 0) + ";");
        int inside = (in.width() + pool.padding().width() - pool.kernel().width())
                / pool.stride().width();
        int first = (pool.padding().width() + pool.stride().width() - 1)
                / pool.stride().width();
        int last = Math.max(first - 1, Math.min(inside, out.width() - 1));
        int head = Math.min(first, out.width());
        columns(c, pool, 0, head, true);
        columns(c, pool, head, Math.max(head, last + 1), false);
        columns(c, pool, Math.max(head, last + 1), out.width(), true);
        return new Code(c.end(), new Data(), 0);
    }

    private static void columns(CText c, Pooling pool, int from, int to, boolean clipped) {
        if (from >= to) {
            return;
        }
        Blocked in = pool.image();
        c.open("for (long column = " + from + "; column < " + to + "; column++)");
        c.line("long left = column * " + pool.stride().width() + " - "
                + pool.padding().width() + ";");
        if (clipped) {
            c.line("long begin = left < 0 ? 0 : left, end = left + "
                    + pool.kernel().width() + ";");
            c.line("if (end > " + in.width() + ") end = " + in.width() + ";");
        } else {
            c.line("const long begin = left, end = left + " + pool.kernel().width() + ";");
        }
        c.line("vf r = " + (pool.mean() ? "ZERO" : "SPLAT(-__builtin_inff())") + ";");
        c.open("for (long i = from; i < to; i++)");
        c.open("for (long j = begin; j < end; j++)");
        c.line("vf v = LOAD(x + i * " + in.rowPitch() + " + j * VL);");
        c.line(pool.mean() ? "r = r + v;" : "r = v_max(r, v);");
        c.close().close();
        String factor = Formulas.literal(1.0 / pool.kernel().area());
        c.line("STORE(y + column * VL, " + (pool.mean() ? "r * SPLAT(" + factor + ")" : "r") + ");");
        c.close();
    }
}
