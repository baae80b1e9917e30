package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import java.util.List;

/**
 * The innermost part of a convolution: some vectors of filters at a rectangle of pixels, all in registers, summed over a
 * list of the weights that are not zero.
 *
 * <p>{@code static void FUNCTION(const float *x, const float *w, const int *offsets, const int *starts, const float *bias,
 * float *y, const float *r1, ...)}: at step k the vectors {@code w[k][vectors]} are multiplied by what stands {@code
 * offsets[k]} from each pixel's place, either one number for all lanes or a vector; the steps of the kernel's tap t are
 * those from {@code starts[t]}.
 *
 * @param function its name
 * @param vectors of filters
 * @param rows of pixels
 * @param columns of pixels
 * @param runs the steps there are, and the pixels they are for
 * @param reading how the image is read
 * @param formula what becomes of the sums
 * @param output where the result goes
 * @param further where the formula's inputs are
 */
record TileBody(
        String function,
        int vectors,
        int rows,
        int columns,
        List<Borders.Run> runs,
        TileCalls.Reading reading,
        Expr formula,
        Blocked output,
        List<Blocked> further) {

    /** Sums that do not wait for each other: enough for two multiplications to begin each cycle for four cycles. */
    private static final int INDEPENDENT = 8;

    String text() {
        CText c = new CText();
        StringBuilder head = new StringBuilder("static __attribute__((noinline)) void " + function
                + "(const float *RESTRICT x, const float *RESTRICT w, const int *RESTRICT offsets, const int *RESTRICT starts,"
                + " const float *RESTRICT bias, float *RESTRICT y");
        for (int i = 1; i <= further.size(); i++) {
            head.append(", const float *r").append(i);
        }
        c.open(head + ")");
        int sets = sets(vectors * rows * columns);
        for (int set = 0; set < sets; set++) {
            for (int v = 0; v < vectors; v++) {
                for (int p = 0; p < rows * columns; p++) {
                    c.line("vf " + sum(set, v, p) + " = " + (set == 0 ? "LOAD(bias + " + v + " * VL)" : "ZERO") + ";");
                }
            }
        }
        for (Borders.Run run : runs) {
            c.open("");
            c.line("long k = starts[" + run.first() + "], n = starts[" + run.end() + "];");
            c.line("const float *v = w + k * " + vectors + " * VL;");
            if (sets > 1) {
                c.open("for (; k + " + sets + " <= n; k += " + sets + ")");
                for (int set = 0; set < sets; set++) {
                    step(c, set, run.pixels());
                }
                c.close();
            }
            c.open("for (; k < n; k++)");
            step(c, 0, run.pixels());
            c.close();
            c.close();
        }
        for (int set = 1; set < sets; set++) {
            for (int v = 0; v < vectors; v++) {
                for (int p = 0; p < rows * columns; p++) {
                    c.line(sum(0, v, p) + " += " + sum(set, v, p) + ";");
                }
            }
        }
        stores(c);
        return c.end();
    }

    /** Sets of sums, so that there are enough that do not wait for each other. */
    static int sets(int sums) {
        return Math.max(1, INDEPENDENT / sums);
    }

    private void step(CText c, int set, List<Integer> pixels) {
        c.open("");
        c.line("const float *at = x + offsets[k" + (set == 0 ? "" : " + " + set) + "];");
        for (int v = 0; v < vectors; v++) {
            c.line("vf w" + v + " = LOAD(v + " + v + " * VL);");
        }
        for (int v = 0; v < vectors && reading.ahead() > 0; v++) {
            c.line("PREFETCH(v + " + (reading.ahead() * vectors + v) + " * VL);");
        }
        for (int p : pixels) {
            int place = p / columns * reading.rowStep() + p % columns * reading.pixelStep();
            StringBuilder line = new StringBuilder("{ vf s = ");
            line.append(reading.lanewise() ? "LOAD(at + " + place + ")" : "SPLAT(at[" + place + "])")
                    .append(";");
            for (int v = 0; v < vectors; v++) {
                line.append(" ").append(sum(set, v, p)).append(" += w" + v + " * s;");
            }
            c.line(line.append(" }").toString());
        }
        c.line("v += " + vectors + " * VL;");
        c.close();
    }

    private void stores(CText c) {
        for (int v = 0; v < vectors; v++) {
            for (int p = 0; p < rows * columns; p++) {
                int vector = v;
                int row = p / columns;
                int column = p % columns;
                String result = Formulas.c(
                        formula,
                        sum(0, v, p),
                        i -> "LOAD(r" + i + " + " + place(further.get(i - 1), vector, row, column) + ")");
                c.line("STORE(y + " + place(output, v, row, column) + ", " + result + ");");
            }
        }
    }

    private static int place(Blocked layout, int vector, int row, int column) {
        return vector * layout.planePitch() + row * layout.rowPitch() + column * layout.lanes();
    }

    private static String sum(int set, int vector, int pixel) {
        return "s" + set + "_" + vector + "_" + pixel;
    }
}
