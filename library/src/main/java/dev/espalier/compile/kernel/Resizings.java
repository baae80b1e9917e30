package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;

/** Resizing by tables of pixels and shares. */
final class Resizings implements Family {

    private static final Schedule ONLY = new Schedule("resize", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof Resizing ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Resizing resize = (Resizing) task;
        Blocked in = resize.image();
        Blocked out = resize.output();
        Data data = new Data();
        int rows = table(data, resize.rows(), in.rowPitch());
        int columns = table(data, resize.columns(), in.lanes());
        int rowShares = shares(data, resize.rows());
        int columnShares = shares(data, resize.columns());
        CText c = CText.function();
        c.line("const int *rows = (const int *)(data + " + rows + "), *columns = (const int *)(data + " + columns
                + ");");
        c.share("turn", (long) out.blocks() * out.height());
        c.line("long block = turn / " + out.height() + ", row = turn % " + out.height() + ";");
        c.line("const float *x = in[0] + block * " + in.planePitch() + "L + " + in.pixel(0, 0) + ";");
        c.line("float *y = out + block * " + out.planePitch() + "L + (row + " + out.halo() + ") * " + out.rowPitch()
                + " + " + out.halo() * out.lanes() + ";");
        c.line("const float *a = x + rows[2 * row];");
        if (!resize.copies()) {
            c.line("const float *b = x + rows[2 * row + 1];");
            c.line("vf down = SPLAT(((const float *)(data + " + rowShares + "))[row]);");
        }
        c.loop("column", out.width());
        c.line("int p = columns[2 * column];");
        if (resize.copies()) {
            c.line("STORE(y + column * VL, LOAD(a + p));");
        } else {
            c.line("int q = columns[2 * column + 1];");
            c.line("vf right = SPLAT(((const float *)(data + " + columnShares + "))[column]);");
            c.line("vf above = LOAD(a + p) + right * (LOAD(a + q) - LOAD(a + p));");
            c.line("vf below = LOAD(b + p) + right * (LOAD(b + q) - LOAD(b + p));");
            c.line("STORE(y + column * VL, above + down * (below - above));");
        }
        return new Code(c.end(), data, 0);
    }

    private static int table(Data data, List<Resizing.Between> places, int pitch) {
        int[] table = new int[2 * places.size()];
        for (int i = 0; i < places.size(); i++) {
            table[2 * i] = places.get(i).first() * pitch;
            table[2 * i + 1] = places.get(i).second() * pitch;
        }
        return data.ints(table);
    }

    private static int shares(Data data, List<Resizing.Between> places) {
        float[] shares = new float[places.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = places.get(i).share();
        }
        return data.floats(shares);
    }
}
