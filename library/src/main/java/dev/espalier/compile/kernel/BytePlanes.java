package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;

/** Sums, means and largest levels, vector by vector of channels. */
final class BytePlanes implements Family {

    private static final Schedule ONLY = new Schedule("bytes-planes", Map.of());

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof ByteSum || task instanceof ByteMean || task instanceof BytePooling
                ? List.of(ONLY)
                : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        Data data = new Data();
        CText c = CText.function();
        String functions = "";
        if (task instanceof BytePooling pooling) {
            largest(c, pooling);
        } else if (task instanceof ByteMean mean) {
            functions = mean(c, mean, target.lanes(), data);
        } else {
            functions = sum(c, (ByteSum) task, target.lanes(), data);
        }
        return new Code(functions + c.end(), data, 0);
    }

    /** Gives the functions it calls. */
    private static String sum(CText c, ByteSum sum, int lanes, Data data) {
        RescalingText rescaling = new RescalingText(sum.rescaling(), LaneOrder.natural(lanes), 0, data);
        c.share("turn", (long) vectors(sum.rescaling(), lanes) * sum.height());
        c.line("long vector = turn / " + sum.height() + ", i = turn % " + sum.height() + ";");
        declare(c, sum.rescaling(), 0);
        c.line("vi none = {0};");
        rescaling.begin(c, 1, "vector");
        c.loop("j", sum.width());
        rescaling.pixel(c, List.of("none"), "vector", "i", "j");
        return rescaling.functions();
    }

    private static int vectors(Rescaling rescaling, int lanes) {
        return (rescaling.units().length + lanes - 1) / lanes;
    }

    /** The first pixels of the result and of the further tensors, which begin at some input. */
    private static void declare(CText c, Rescaling rescaling, int firstInput) {
        Layout to = rescaling.result().layout();
        c.line(type(to) + "y = (" + type(to) + ")out + " + first(to) + ";");
        for (int i = 0; i < rescaling.addends().size(); i++) {
            Layout from = rescaling.addends().get(i).layout();
            c.line("const " + type(from) + "r" + (i + 1) + " = (const " + type(from) + ")in[" + (firstInput + i)
                    + "] + " + first(from) + ";");
        }
    }

    private static String type(Layout layout) {
        return layout instanceof Bytes ? "byte *" : "float *";
    }

    private static int first(Layout layout) {
        return layout instanceof Bytes bytes ? bytes.pixel(0, 0) : ((Blocked) layout).pixel(0, 0);
    }

    /** Gives the functions it calls. */
    private static String mean(CText c, ByteMean mean, int lanes, Data data) {
        Bytes image = mean.image();
        RescalingText rescaling = new RescalingText(mean.rescaling(), LaneOrder.natural(lanes), mean.largest(), data);
        c.share("turn", (long) vectors(mean.rescaling(), lanes) * mean.outSize().height());
        c.line("long vector = turn / " + mean.outSize().height() + ", i = turn % "
                + mean.outSize().height() + ", channel = vector * VL;");
        c.line("const byte *x = (const byte *)in[0] + channel / " + image.lanes() + " * " + image.planePitch()
                + "L + channel % " + image.lanes() + " + " + image.pixel(0, 0) + " + i * "
                + mean.stride().height() * image.rowPitch() + ";");
        declare(c, mean.rescaling(), 1);
        rescaling.begin(c, 1, "vector");
        c.loop("j", mean.outSize().width());
        c.line("vi sum = v_all(" + -image.zero() * mean.kernel().area() + ");");
        c.loop("row", mean.kernel().height());
        c.loop("column", mean.kernel().width());
        c.line("sum += BYTES(x + row * " + image.rowPitch() + " + (j * "
                + mean.stride().width() + " + column) * " + image.lanes() + ");");
        c.close().close();
        rescaling.pixel(c, List.of("sum"), "vector", "i", "j");
        return rescaling.functions();
    }

    private static void largest(CText c, BytePooling pooling) {
        Bytes image = pooling.image();
        Bytes output = pooling.output();
        int piece = image.lanes() % 64 == 0 ? 64 : image.lanes() % 16 == 0 ? 16 : Bytes.TOGETHER;
        int pieces = image.blocks() * (image.lanes() / piece);
        c.line("typedef byte piece __attribute__((vector_size(" + piece + "), aligned(1), may_alias));");
        c.share("turn", (long) pieces * output.height());
        c.line("long part_of = turn / " + output.height() + " * " + piece + ", i = turn % " + output.height() + ";");
        c.line("const byte *x = (const byte *)in[0] + part_of / " + image.lanes() + " * " + image.planePitch()
                + "L + part_of % " + image.lanes() + " + " + image.pixel(0, 0) + ";");
        c.line("byte *y = (byte *)out + part_of / " + output.lanes() + " * " + output.planePitch() + "L + part_of % "
                + output.lanes() + " + " + output.pixel(0, 0) + " + i * " + output.rowPitch() + ";");
        bounds(
                c,
                "top",
                "bottom",
                "i",
                pooling.stride().height(),
                pooling.padding().height(),
                pooling.kernel().height(),
                image.height());
        c.loop("j", output.width());
        bounds(
                c,
                "left",
                "right",
                "j",
                pooling.stride().width(),
                pooling.padding().width(),
                pooling.kernel().width(),
                image.width());
        c.line("piece most = {0};");
        c.open("for (long row = top; row < bottom; row++)");
        c.open("for (long column = left; column < right; column++)");
        c.line("piece b = *(const piece *)(x + row * " + image.rowPitch() + " + column * " + image.lanes() + ");");
        c.line("piece above = (piece)(b > most);");
        c.line("most = (b & above) | (most & ~above);");
        c.close().close();
        c.line("*(piece *)(y + j * " + output.lanes() + ") = most;");
    }

    private static void bounds(
            CText c, String from, String to, String window, int stride, int padding, int kernel, int length) {
        c.line("long " + from + " = " + window + " * " + stride + " - " + padding + ", " + to + " = " + from + " + "
                + kernel + ";");
        c.line("if (" + from + " < 0) " + from + " = 0;");
        c.line("if (" + to + " > " + length + ") " + to + " = " + length + ";");
    }
}
