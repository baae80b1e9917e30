package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Features;
import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of tables added up and transposed in registers, a vector of positions and a vector of features at a time. */
final class Embeddings implements Family {

    private static final Schedule ONLY = new Schedule("embedding", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof Embedding work && work.output().lanes() == target.lanes() ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Embedding work = (Embedding) task;
        Features to = work.output();
        int tables = work.tables().size();
        int sources = tables + work.added().size();
        CText c = CText.function();
        c.share("v", to.vectors());
        c.line("const float *rows[" + sources + "][VL];");
        c.loop("l", "VL");
        // Lanes beyond the last position repeat it.
        c.line("long t = v * VL + l < " + to.positions() + " ? v * VL + l : " + (to.positions() - 1) + ";");
        for (int i = 0; i < sources; i++) {
            if (i < tables) {
                int last = work.tables().get(i).rows() - 1;
                c.line("float n" + i + " = in[" + (2 * i + 1) + "][t];");
                c.line("rows[" + i + "][l] = in[" + 2 * i + "] + (n" + i + " > 0 ? n" + i + " < " + last + " ? (long)n"
                        + i + " : " + last + " : 0) * " + to.features() + "L;");
            } else {
                c.line("rows[" + i + "][l] = in[" + (tables + i) + "] + t * " + to.features() + "L;");
            }
        }
        c.close();
        int whole = to.features() / target.lanes() * target.lanes();
        if (whole > 0) {
            c.open("for (long f = 0; f < " + whole + "; f += VL)");
            c.line("vf block[VL];");
            c.loop("l", "VL");
            c.line("block[l] = " + sum(sources, "LOADU(rows[%d][l] + f)") + ";");
            c.close();
            c.line("v_turn(block);");
            c.loop("l", "VL").line("STORE(out + (f + l) * " + to.pitch() + " + v * VL, block[l]);");
            c.close().close();
        }
        if (whole < to.features()) {
            c.open("for (long f = " + whole + "; f < " + to.features() + "; f++)");
            c.loop("l", "VL");
            c.line("out[f * " + to.pitch() + " + v * VL + l] = " + sum(sources, "rows[%d][l][f]") + ";");
        }
        return new Code(c.end(), new Data(), 0);
    }

    private static String sum(int count, String of) {
        return IntStream.range(0, count).mapToObj(of::formatted).collect(Collectors.joining(" + "));
    }
}
