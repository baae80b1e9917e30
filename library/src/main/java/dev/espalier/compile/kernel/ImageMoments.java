package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.target.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Means of whole channels, and what is made of them. */
final class ImageMoments implements Family {

    private static final Schedule ONLY = new Schedule("moments", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof ImageMean || task instanceof ImageNorm ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        CText c = CText.function();
        Data data = new Data();
        if (task instanceof ImageMean mean) {
            c.share("block", mean.image().blocks());
            mean(c, mean.image());
            c.line("STORE(out + block * " + mean.output().planePitch() + " + "
                    + mean.output().pixel(0, 0) + ", mean);");
        } else {
            norm(c, (ImageNorm) task, data);
        }
        return new Code(c.end(), data, 0);
    }

    private static void mean(CText c, Blocked in) {
        c.line("const float *x = in[0] + block * " + in.planePitch() + "L + " + in.pixel(0, 0) + ";");
        c.line("vf mean = ZERO;");
        c.loop("i", in.height());
        c.line("vf row = ZERO;");
        c.loop("j", in.width());
        c.line("row += LOAD(x + i * " + in.rowPitch() + " + j * VL);");
        c.close().line("mean += row;").close();
        c.line("mean = mean * SPLAT(" + Formulas.literal(1.0 / ((double) in.height() * in.width())) + ");");
    }

    private static void norm(CText c, ImageNorm norm, Data data) {
        Blocked in = norm.image();
        Blocked out = norm.output();
        int filled = in.blocks() * in.lanes();
        int scale = data.floats(Arrays.copyOf(norm.scale(), filled));
        int shift = data.floats(Arrays.copyOf(norm.shift(), filled));
        c.share("block", in.blocks());
        mean(c, in);
        c.line("vf variance = ZERO;");
        c.loop("i", in.height());
        c.line("vf row = ZERO;");
        c.loop("j", in.width());
        c.line("vf d = LOAD(x + i * " + in.rowPitch() + " + j * VL) - mean;").line("row += d * d;");
        c.close().line("variance += row;").close();
        c.line("variance = variance * SPLAT(" + Formulas.literal(1.0 / ((double) in.height() * in.width())) + ");");
        c.line("vf factor = LOAD(data + " + scale + " + block * 4 * VL) / v_sqrt(variance + SPLAT("
                + Formulas.literal(norm.epsilon()) + "));");
        c.line("vf shift = LOAD(data + " + shift + " + block * 4 * VL);");
        c.line("float *y = out + block * " + out.planePitch() + "L + " + out.pixel(0, 0) + ";");
        for (int i = 1; i <= norm.further().size(); i++) {
            Blocked more = (Blocked) norm.further().get(i - 1);
            c.line("const float *x" + i + " = in[" + i + "] + block * " + more.planePitch() + "L + " + more.pixel(0, 0)
                    + ";");
        }
        c.loop("i", in.height());
        c.loop("j", in.width());
        c.line("vf r = (LOAD(x + i * " + in.rowPitch() + " + j * VL) - mean) * factor + shift;");
        IntFunction<String> read = input ->
                "LOAD(x" + input + " + i * " + ((Blocked) norm.further().get(input - 1)).rowPitch() + " + j * VL)";
        c.line("STORE(y + i * " + out.rowPitch() + " + j * VL, " + Formulas.c(norm.formula(), "r", read) + ");");
        c.close().close();
    }
}
