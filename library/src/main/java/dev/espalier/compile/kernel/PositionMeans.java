package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Features;
import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;

/** Sums along lanes, a feature at a time. */
final class PositionMeans implements Family {

    private static final Schedule ONLY = new Schedule("position-mean", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof PositionMean work && work.input().lanes() == target.lanes() ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        PositionMean work = (PositionMean) task;
        Features from = work.input();
        CText c = CText.function();
        // Weights with zeros for the lanes beyond the last position.
        c.line("float total = 0;");
        c.loop("t", from.pitch());
        c.line("float w = t < " + from.positions() + " ? " + (work.weights() == null ? "1.0f" : "in[1][t]") + " : 0;");
        c.line("scratch[t] = w; total += w;").close();
        String least = Formulas.literal(work.least());
        c.line("total = 1.0f / (total > " + least + " ? total : " + least + ");");
        c.share("f", from.features());
        c.line("const float *x = in[0] + f * " + from.pitch() + ";");
        c.line("vf sum = ZERO;");
        c.open("for (long t = 0; t < " + from.pitch() + "; t += VL)");
        c.line("vf w = LOAD(scratch + t);");
        // What stands beyond the last position may be anything.
        c.line("sum += v_select(w == ZERO, ZERO, LOAD(x + t) * w);").close();
        c.line("out[f] = v_sum(sum) * total;");
        return new Code(c.end(), new Data(), from.pitch());
    }
}
