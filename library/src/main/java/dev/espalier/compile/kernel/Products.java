package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;

/**
 * Products of matrices that are both computed at run time. Strips of four vectors of columns and up to four rows are held in
 * registers; right matrices that lie transposed are turned strip by strip in scratch memory.
 */
final class Products implements Family {

    private static final Schedule ONLY = new Schedule("product", Map.of());
    private static final int STRIP_VECTORS = 4;
    private static final int ROWS = 4;

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof Product ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Product p = (Product) task;
        int strip = STRIP_VECTORS * target.lanes();
        int strips = (p.columns() + strip - 1) / strip;
        CText c = CText.function();
        c.share("turn", (long) p.matrices() * strips);
        c.line("long matrix = turn / " + strips + ", first = turn % " + strips + " * " + strip + ";");
        c.line("long width = " + p.columns() + " - first < " + strip + " ? " + p.columns() + " - first : " + strip
                + ";");
        c.line("const float *a = in[0] + matrix * " + (long) p.rows() * p.inner() + "L;");
        c.line("const float *b = in[1] + " + (p.shared() ? "0" : "matrix * " + (long) p.inner() * p.columns() + "L")
                + ";");
        c.line("float *y = out + matrix * " + (long) p.rows() * p.columns() + "L + first;");
        // The strip [inner][strip] of the right matrix, filled up with zeros.
        c.loop("k", p.inner());
        c.open("for (long j = 0; j < " + strip + "; j++)");
        String element = p.transposeRight()
                ? "b[(first + j) * " + p.inner() + "L + k]"
                : "b[k * " + p.columns() + "L + first + j]";
        c.line("scratch[k * " + strip + " + j] = j < width ? " + element + " : 0.0f;");
        c.close().close();
        c.open("for (long row = 0; row < " + p.rows() + "; row += " + ROWS + ")");
        c.line("long count = " + p.rows() + " - row < " + ROWS + " ? " + p.rows() + " - row : " + ROWS + ";");
        c.line("vf sum[" + ROWS + "][" + STRIP_VECTORS + "] = {};");
        c.line("const float *rows[" + ROWS + "];");
        // Rows beyond the last are computed as the last one and not stored.
        String step = p.transposeLeft() ? "" : " * " + p.inner() + "L";
        c.line("for (int r = 0; r < " + ROWS + "; r++) rows[r] = a + (row + (r < count ? r : count - 1))" + step + ";");
        c.loop("k", p.inner());
        c.line("for (int r = 0; r < " + ROWS + "; r++)");
        c.line("  for (int v = 0; v < " + STRIP_VECTORS + "; v++)");
        String left = p.transposeLeft() ? "rows[r][k * " + p.rows() + "L]" : "rows[r][k]";
        c.line("    sum[r][v] += LOAD(scratch + k * " + strip + " + v * VL) * SPLAT(" + left + ");");
        c.close();
        c.open("for (int r = 0; r < count; r++)");
        c.line("float *to = y + (row + r) * " + p.columns() + "L;");
        c.line("for (int v = 0; v < " + STRIP_VECTORS + "; v++)");
        c.line("  if (v * VL + VL <= width) STOREU(to + v * VL, sum[r][v]);");
        c.line("  else for (int j = v * VL; j < width; j++) to[j] = sum[r][v][j - v * VL];");
        return new Code(c.end(), new Data(), (long) p.inner() * strip);
    }
}
