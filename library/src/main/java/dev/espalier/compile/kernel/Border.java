package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;

/** The zeros around an image, written where memory held something else before. */
public final class Border {

    private Border() {}

    /** Whether there are any. */
    public static boolean hasHalo(Layout layout) {
        return layout instanceof Blocked blocked && blocked.halo() > 0
                || layout instanceof Bytes bytes && bytes.halo() > 0;
    }

    /** A function {@code static void NAME(float *y, int part, int parts)} that writes them and nothing else. */
    public static String source(Layout layout) {
        return layout instanceof Bytes bytes ? bytes(bytes) : floats((Blocked) layout);
    }

    private static String floats(Blocked layout) {
        return source(
                "float",
                layout.blocks(),
                layout.height(),
                layout.halo(),
                layout.planePitch(),
                layout.rowPitch(),
                layout.halo() * layout.lanes(),
                Border::zeros);
    }

    private static String bytes(Bytes layout) {
        return source(
                "byte",
                layout.blocks(),
                layout.height(),
                layout.halo(),
                layout.planePitch(),
                layout.rowPitch(),
                layout.halo() * layout.lanes(),
                (c, from, count) ->
                        c.line("for (long i = 0; i < " + count + "; i++) (" + from + ")[i] = " + layout.zero() + ";"));
    }

    /** Writes what stands for so many zeros. */
    @FunctionalInterface
    private interface Zeros {
        void write(CText c, String from, int count);
    }

    private static String source(
            String type, int blocks, int height, int halo, int planePitch, int rowPitch, int side, Zeros zeros) {
        int lines = height + 2 * halo;
        CText c = new CText();
        c.open("static void " + Code.NAME + "(float *y, int part, int parts)");
        c.share("turn", (long) blocks * lines);
        c.line("long line = turn % " + lines + ";");
        c.line(type + " *row = (" + type + " *)y + turn / " + lines + " * " + planePitch + "L + line * " + rowPitch
                + ";");
        c.open("if (line < " + halo + " || line >= " + (halo + height) + ")");
        zeros.write(c, "row", rowPitch);
        c.close();
        c.open("else");
        zeros.write(c, "row", side);
        zeros.write(c, "(row + " + (rowPitch - side) + ")", side);
        return c.end();
    }

    private static void zeros(CText c, String from, int count) {
        c.line("for (long i = 0; i < " + count / 4 * 4 + "; i += 4) ZERO_QUAD(" + from + " + i);");
        for (int i = count / 4 * 4; i < count; i++) {
            c.line(from + "[" + i + "] = 0.0f;");
        }
    }
}
