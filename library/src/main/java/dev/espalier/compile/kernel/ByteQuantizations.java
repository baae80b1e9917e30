package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;

/**
 * Rounding to levels, a vector at a time. As in {@link RescalingText} single precision finds a level, and double precision
 * where that is not sure to.
 */
final class ByteQuantizations implements Family {

    private static final Schedule ONLY = new Schedule("bytes-quantization", Map.of());

    /** More than two roundings do to what becomes a byte. */
    private static final float LIMIT = (float) (0.5 - 0x1p-14);

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof ByteQuantization work)) {
            return List.of();
        }
        boolean blocked = work.image() instanceof Blocked && work.output().lanes() % target.lanes() == 0;
        boolean plain = work.image() instanceof Plain
                && work.output().channels() <= Bytes.TOGETHER
                && work.output().lanes() <= Bytes.TOGETHER;
        return blocked || plain ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        ByteQuantization work = (ByteQuantization) task;
        Bytes to = work.output();
        Data data = new Data();
        int exact = data.doubles(work.step(), work.least(), work.most());
        int limits = data.floats(
                (float) (1 / work.step()), to.zero(), work.least() + to.zero(), work.most() + to.zero(), LIMIT);
        CText c = new CText();
        level(c, exact, limits, to.zero());
        CText body = CText.function();
        if (work.image() instanceof Blocked from) {
            blocked(body, from, to);
        } else {
            plain(body, to);
        }
        return new Code(c.end() + "\n" + body.end(), data, 0);
    }

    /** A function that makes bytes, one in each lane, of numbers. */
    private static void level(CText c, int exact, int limits, int zero) {
        c.open("INLINE vi " + Code.NAME + "_level(vf x, const char *data)");
        c.line("const float *limits = (const float *)(data + " + limits + ");");
        c.line("vf t = v_min(v_max(x * SPLAT(limits[0]) + SPLAT(limits[1]), SPLAT(limits[2])), SPLAT(limits[3]));");
        c.line("vf u = t + SPLAT(WHOLE);");
        c.open("if (__builtin_expect(v_any_above(v_abs(t - (u - SPLAT(WHOLE))), SPLAT(limits[4])), 0))");
        c.line("const double *exact = (const double *)(data + " + exact + ");");
        c.line("vd v = DOUBLES(x) / (exact[0] - (vd){});");
        c.line("CLAMP_DOUBLES(v, exact[1], exact[2]);");
        c.line("return __builtin_convertvector((v + WHOLE_DOUBLE) - WHOLE_DOUBLE, vi) + v_all(" + zero + ");");
        c.close();
        c.line("return (vi)u & v_all(255);");
    }

    private static void blocked(CText c, Blocked from, Bytes to) {
        c.share("turn", (long) from.blocks() * from.height());
        c.line("long channel = turn / " + from.height() + " * VL, i = turn % " + from.height() + ";");
        c.line("const float *x = in[0] + turn / " + from.height() + " * " + from.planePitch() + "L + "
                + from.pixel(0, 0) + " + i * " + from.rowPitch() + ";");
        c.line("byte *y = (byte *)out + channel / " + to.lanes() + " * " + to.planePitch() + "L + channel % "
                + to.lanes() + " + " + to.pixel(0, 0) + " + i * " + to.rowPitch() + ";");
        c.loop("j", from.width());
        c.line("NARROW(y + j * " + to.lanes() + ", " + Code.NAME + "_level(LOAD(x + j * VL), data));");
    }

    /** Four channels of a pixel make a number of 32 bits. */
    private static void plain(CText c, Bytes to) {
        long plane = (long) to.height() * to.width();
        c.share("i", to.height());
        c.line("const float *x = in[0] + i * " + to.width() + ";");
        c.line("byte *y = (byte *)out + " + to.pixel(0, 0) + " + i * " + to.rowPitch() + ";");
        c.line("long j = 0;");
        // Pixels of three bytes are stored with some bytes after them, which must be those of pixels of the same row.
        int beyond = to.lanes() == 3 ? 2 : 0;
        c.open("for (; j + VL + " + beyond + " <= " + to.width() + "; j += VL)");
        for (int channel = 0; channel < to.channels(); channel++) {
            c.line("vi c" + channel + " = " + Code.NAME + "_level(LOADU(x + " + channel * plane + "L + j), data);");
        }
        c.line("STORE_" + to.lanes() + "(y + j * " + to.lanes() + ", " + together(to.channels()) + ");");
        c.close();
        c.open("for (; j < " + to.width() + "; j++)");
        for (int channel = 0; channel < to.channels(); channel++) {
            c.line("vi c" + channel + " = " + Code.NAME + "_level(SPLAT(x[" + channel * plane + "L + j]), data);");
            c.line("y[j * " + to.lanes() + " + " + channel + "] = (byte)c" + channel + "[0];");
        }
    }

    private static String together(int channels) {
        StringBuilder text = new StringBuilder("c0");
        for (int channel = 1; channel < channels; channel++) {
            text.append(" | c").append(channel).append(" << ").append(8 * channel);
        }
        return text.toString();
    }
}
