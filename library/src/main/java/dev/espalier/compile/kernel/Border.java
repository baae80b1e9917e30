package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;

/** The zeros around an image, written where memory held something else before. */
public final class Border {

    private Border() {}

    /** A function {@code static void NAME(float *y, int part, int parts)} that writes them and nothing else. */
    public static String source(Blocked layout) {
        int halo = layout.halo();
        int lines = layout.height() + 2 * halo;
        int side = halo * layout.lanes();
        CText c = new CText();
        c.open("static void " + Code.NAME + "(float *y, int part, int parts)");
        c.share("turn", (long) layout.blocks() * lines);
        c.line("long line = turn % " + lines + ";");
        c.line("float *row = y + turn / " + lines + " * " + layout.planePitch() + "L + line * " + layout.rowPitch()
                + ";");
        c.open("if (line < " + halo + " || line >= " + (halo + layout.height()) + ")");
        zeros(c, "row", layout.rowPitch());
        c.close();
        c.open("else");
        zeros(c, "row", side);
        zeros(c, "(row + " + (layout.rowPitch() - side) + ")", side);
        return c.end();
    }

    private static void zeros(CText c, String from, int count) {
        c.line("for (long i = 0; i < " + count / 4 * 4 + "; i += 4) *(quad *)(" + from + " + i) = (quad){0};");
        for (int i = count / 4 * 4; i < count; i++) {
            c.line(from + "[" + i + "] = 0.0f;");
        }
    }
}
