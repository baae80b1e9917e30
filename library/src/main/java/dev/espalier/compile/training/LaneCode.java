package dev.espalier.compile.training;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The C of a {@link LaneConvolution}'s three passes. All have the signature of generated kernels; their data is a stream of
 * {@link KernelMasks}, their weights or gradients lie plain, and their third input is the number of blocks.
 *
 * <p>Forward and input gradient are one form: a tile of pixels is summed up in registers over all kernels that a channel is
 * computed from; only signs of offsets differ. The weight gradient sums up the products of a kernel in registers over all
 * images.
 */
final class LaneCode {

    /** Registers for sums; x86 has 32 with the widest vectors, and the others are for weights. */
    private static final int SUMS = 16;

    /** Rows that are written out in full by the weight gradient. */
    private static final int WIDEST = 32;

    private final LaneConvolution conv;
    private final StringBuilder text = new StringBuilder();

    private LaneCode(LaneConvolution conv) {
        this.conv = conv;
    }

    /** The functions {@code NAME_forward}, {@code NAME_input} and {@code NAME_weight}. */
    static String of(LaneConvolution conv, String name) {
        LaneCode code = new LaneCode(conv);
        code.gather(name + "_forward", conv.in(), conv.out(), false);
        code.gather(name + "_input", conv.out(), conv.in(), true);
        code.weightGradient(name + "_weight");
        return code.text.toString();
    }

    /**
     * A part of an axis.
     *
     * @param length of the whole axis
     */
    private record Piece(int from, int size, int length) {

        static List<Piece> of(int length, int most) {
            int count = (length + most - 1) / most;
            List<Piece> pieces = new ArrayList<>();
            int from = 0;
            for (int i = 0; i < count; i++) {
                int size = (length - from) / (count - i);
                pieces.add(new Piece(from, size, length));
                from += size;
            }
            return pieces;
        }

        /** Whether a pixel that far from one of the piece is in the image; a large kernel may reach over whole pieces. */
        boolean inside(int place, int offset) {
            int at = from + place + offset;
            return at >= 0 && at < length;
        }
    }

    private void line(String form, Object... values) {
        text.append(String.format(form, values)).append('\n');
    }

    private void gather(String name, int reads, int writes, boolean turned) {
        int columns = Piece.of(conv.width(), SUMS).get(0).size();
        List<Piece> across = Piece.of(conv.width(), SUMS);
        List<Piece> down = Piece.of(conv.height(), Math.max(1, SUMS / columns));
        int tile = 0;
        for (Piece rows : down) {
            for (Piece cells : across) {
                tile(name + "_" + tile++, rows, cells, turned);
            }
        }
        int patterns = conv.patterns().length;
        head(name);
        line("  const int *start = (const int *)data, *entry = start + %d;", writes * patterns + 1);
        line("  long blocks = ((const long *)in[2])[0], units = blocks * %d;", down.size());
        line("  for (long u = units * part / parts; u < units * (part + 1) / parts; u++) {");
        line("    const float *x = in[0] + u / %d * %dL * VL;", down.size(), (long) reads * area());
        line("    float *y = out + u / %d * %dL * VL;", down.size(), (long) writes * area());
        line("    switch (u %% %d) {", down.size());
        tile = 0;
        for (int row = 0; row < down.size(); row++) {
            line("    case %d:", row);
            line("      for (long o = 0; o < %d; o++) {", writes);
            for (Piece cells : across) {
                long place = (long) down.get(row).from() * conv.width() + cells.from();
                line(
                        "        %s_%d(x + %dL * VL, in[1], y + (o * %d + %dL) * VL, start + o * %d, entry);",
                        name, tile++, place, area(), place, patterns);
            }
            line("      }");
            line("      break;");
        }
        line("    }");
        line("  }");
        line("}");
    }

    private int area() {
        return conv.height() * conv.width();
    }

    private void head(String name) {
        line(
                "static void %s(const float *const *in, float *out, const char *data, float *scratch, int part, int parts) {",
                name);
    }

    /** One tile of one channel. */
    private void tile(String name, Piece rows, Piece cells, boolean turned) {
        line(
                "static __attribute__((noinline)) void %s(const float *RESTRICT x, const float *RESTRICT w,"
                        + " float *RESTRICT y, const int *RESTRICT start, const int *RESTRICT entry) {",
                name);
        int sums = rows.size() * cells.size();
        StringJoiner names = new StringJoiner(", ", "  vf ", ";");
        for (int i = 0; i < sums; i++) {
            names.add("a" + i + " = ZERO");
        }
        line("%s", names);
        line("  long k = start[0];");
        for (int p = 0; p < conv.patterns().length; p++) {
            line("  for (long end = start[%d]; k < end; k++) {", p + 1);
            line("    const float *s = x + entry[2 * k] * %dL * VL, *v = w + entry[2 * k + 1];", area());
            for (int position : positions(conv.patterns()[p])) {
                taps(position, rows, cells, turned);
            }
            line("  }");
        }
        for (int row = 0; row < rows.size(); row++) {
            for (int cell = 0; cell < cells.size(); cell++) {
                line("  STORE(y + %d * VL, a%d);", row * conv.width() + cell, row * cells.size() + cell);
            }
        }
        line("}");
    }

    private void taps(int position, Piece rows, Piece cells, boolean turned) {
        int down = offset(position / conv.kernel().width(), conv.kernel().height(), turned);
        int right = offset(position % conv.kernel().width(), conv.kernel().width(), turned);
        line("    { vf c = SPLAT(v[%d]);", position);
        for (int row = 0; row < rows.size(); row++) {
            for (int cell = 0; cell < cells.size(); cell++) {
                if (rows.inside(row, down) && cells.inside(cell, right)) {
                    line(
                            "      a%d += c * LOAD(s + (%d) * VL);",
                            row * cells.size() + cell, (row + down) * conv.width() + cell + right);
                }
            }
        }
        line("    }");
    }

    private static int offset(int at, int length, boolean turned) {
        int offset = at - length / 2;
        return turned ? -offset : offset;
    }

    private static List<Integer> positions(int bits) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < Integer.SIZE - 1; i++) {
            if ((bits >>> i & 1) == 1) {
                positions.add(i);
            }
        }
        return positions;
    }

    private void weightGradient(String name) {
        line("#ifndef LANE_SUM");
        line("#define LANE_SUM");
        line("INLINE float lane_sum(vf v) {");
        line("  float t[VL];");
        line("  STOREU(t, v);");
        line("  for (int n = VL / 2; n; n /= 2)");
        line("    for (int l = 0; l < n; l++) t[l] += t[l + n];");
        line("  return t[0];");
        line("}");
        line("#endif");
        int patterns = conv.patterns().length;
        for (int p = 0; p < patterns; p++) {
            kernelGradient(name + "_" + p, conv.patterns()[p]);
        }
        int weights = conv.in() * conv.kernel().area();
        head(name);
        line("  const int *start = (const int *)data, *entry = start + %d;", conv.out() * patterns + 1);
        line("  long blocks = ((const long *)in[2])[0];");
        line("  for (long o = %dL * part / parts; o < %dL * (part + 1) / parts; o++) {", conv.out(), conv.out());
        line("    for (long i = 0; i < %d; i++) out[o * %d + i] = 0;", weights, weights);
        line("    long k = start[o * %d];", patterns);
        for (int p = 0; p < patterns; p++) {
            line("    for (long end = start[o * %d + %d]; k < end; k++)", patterns, p + 1);
            line(
                    "      %s_%d(in[0] + entry[2 * k] * %dL * VL, in[1] + o * %dL * VL, out + entry[2 * k + 1], blocks);",
                    name, p, area(), area());
        }
        line("  }");
        line("}");
    }

    /** All weights of one kernel. */
    private void kernelGradient(String name, int bits) {
        line(
                "static __attribute__((noinline)) void %s(const float *RESTRICT x, const float *RESTRICT d,"
                        + " float *RESTRICT g, long blocks) {",
                name);
        List<Integer> positions = positions(bits);
        StringJoiner names = new StringJoiner(", ", "  vf ", ";");
        positions.forEach(position -> names.add("s" + position + " = ZERO").add("t" + position + " = ZERO"));
        line("%s", names);
        line(
                "  for (long b = 0; b < blocks; b++, x += %dL * VL, d += %dL * VL) {",
                (long) conv.in() * area(), (long) conv.out() * area());
        int reach = conv.kernel().height() / 2;
        int top = Math.min(reach, conv.height());
        int bottom = Math.max(top, conv.height() - reach);
        for (int row = 0; row < top; row++) {
            gradientRow(Integer.toString(row), row, positions);
        }
        if (bottom > top) {
            line("    for (long r = %d; r < %d; r++) {", top, bottom);
            gradientRow("r", -1, positions);
            line("    }");
        }
        for (int row = bottom; row < conv.height(); row++) {
            gradientRow(Integer.toString(row), row, positions);
        }
        line("  }");
        for (int position : positions) {
            line("  g[%d] = lane_sum(s%d + t%d);", position, position, position);
        }
        line("}");
    }

    /** @param row its number, or -1 for one that is far enough from the edges */
    private void gradientRow(String name, int row, List<Integer> positions) {
        line(
                "    { const float *xr = x + %s * %dL * VL, *dr = d + %s * %dL * VL;",
                name, conv.width(), name, conv.width());
        int reach = conv.kernel().width() / 2;
        int left = Math.min(reach, conv.width());
        int right = Math.max(left, conv.width() - reach);
        boolean whole = conv.width() <= WIDEST;
        for (int cell = 0; cell < (whole ? conv.width() : left); cell++) {
            gradientCell(Integer.toString(cell), cell, row, positions);
        }
        if (!whole) {
            line("    for (long c = %d; c < %d; c++) {", left, right);
            gradientCell("c", -1, row, positions);
            line("    }");
            for (int cell = right; cell < conv.width(); cell++) {
                gradientCell(Integer.toString(cell), cell, row, positions);
            }
        }
        line("    }");
    }

    private void gradientCell(String name, int cell, int row, List<Integer> positions) {
        line("      { vf e = LOAD(dr + %s * VL);", name);
        for (int position : positions) {
            int down = offset(position / conv.kernel().width(), conv.kernel().height(), false);
            int right = offset(position % conv.kernel().width(), conv.kernel().width(), false);
            boolean inRow = row < 0 || row + down >= 0 && row + down < conv.height();
            boolean inCell = cell < 0 || cell + right >= 0 && cell + right < conv.width();
            if (inRow && inCell) {
                String sum = (cell % 2 == 0 ? "s" : "t") + position;
                line("        %s += e * LOAD(xr + (%s + %d) * VL);", sum, name, down * conv.width() + right);
            }
        }
        line("      }");
    }
}
