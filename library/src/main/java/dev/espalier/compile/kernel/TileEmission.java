package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Tiled;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import java.util.function.IntConsumer;

/** The writing of one function of {@link TileConvolutions}. */
final class TileEmission {

    private final Convolution work;
    private final PixelTile tile;
    private final int perBlock;
    private final int lanes;
    private final Tiled in;
    private final Tiled out;
    private final Size2d stride;
    private final StringBuilder bodies = new StringBuilder();
    private int rowMasks;
    private int columnMasks;

    TileEmission(Convolution work, Schedule schedule, Target target) {
        this.work = work;
        this.tile = new PixelTile(schedule.knob("filters"), schedule.knob("rows"), schedule.knob("columns"));
        this.perBlock = schedule.knob("channels");
        this.lanes = target.lanes();
        this.in = (Tiled) work.image();
        this.out = (Tiled) work.output();
        this.stride = work.stride();
    }

    Code code() {
        Data data = new Data();
        FilterBlocks groups = FilterBlocks.of(work, tile.vectors());
        int blocks = (work.channels() + perBlock - 1) / perBlock;
        // Where the lists of taps and of weights begin: they differ between equal layers, and the source must not.
        int starts = data.ints(0, 0);
        int header = data.ints(new int[2 * blocks * groups.count()]);
        float[] biases = new float[groups.count() * tile.vectors()];
        System.arraycopy(work.bias(), 0, biases, 0, work.filters());
        int bias = data.floats(biases);
        if (out.overhangs()) {
            rowMasks = data.ints(masks(out.rows(), out.height(), true));
            columnMasks = data.ints(masks(out.columns(), out.width(), false));
        }
        int total = Math.toIntExact(groups.total());
        int[] offsets = new int[total];
        float[] weights = new float[total * tile.vectors()];
        int at = 0;
        for (int block = 0; block < blocks; block++) {
            for (int group = 0; group < groups.count(); group++) {
                int entry = header + 8 * (block * groups.count() + group);
                int end = list(groups, group, block, offsets, weights, at);
                data.set(entry, end - at);
                data.set(entry + 4, at);
                at = end;
            }
        }
        data.set(starts, data.ints(offsets));
        data.set(starts + 4, data.floats(weights));
        String source = source(groups.count(), blocks, header, bias);
        return new Code(bodies + source, data, 0);
    }

    /** Appends the taps of a group in a block of channels to the lists, and says where they end. */
    private int list(FilterBlocks groups, int group, int block, int[] offsets, float[] weights, int from) {
        int area = work.kernel().area();
        int at = from;
        for (int tap : groups.taps(group)) {
            int channel = tap / area;
            if (channel / perBlock != block) {
                continue;
            }
            int row = tap % area / work.kernel().width() * work.dilation().height() - work.top();
            int column = tap % area % work.kernel().width() * work.dilation().width() - work.left();
            offsets[at] = channel * in.planePitch() + row * in.rowPitch() + column * lanes;
            for (int f = 0; f < tile.vectors(); f++) {
                int filter = group * tile.vectors() + f;
                weights[at * tile.vectors() + f] = filter < work.filters() ? groups.weight(filter, tap) : 0;
            }
            at++;
        }
        return at;
    }

    /** For each row (or column) of a tile, all bits of the lanes whose pixel is inside the image. */
    private int[] masks(int extent, int whole, boolean down) {
        int[] masks = new int[extent * lanes];
        for (int i = 0; i < extent; i++) {
            for (int lane = 0; lane < lanes; lane++) {
                int cut = down ? lane / out.across() : lane % out.across();
                masks[i * lanes + lane] = cut * extent + i < whole ? -1 : 0;
            }
        }
        return masks;
    }

    private String source(int groups, int blocks, int header, int bias) {
        int tileRows = (out.rows() + tile.rows() - 1) / tile.rows();
        int tileColumns = (out.columns() + tile.columns() - 1) / tile.columns();
        int lastFilters = work.filters() - (groups - 1) * tile.vectors();
        CText c = CText.function();
        c.line("const int *taps = (const int *)(data + ((const int *)data)[0]);");
        c.line("const float *weights = (const float *)(data + ((const int *)data)[1]);");
        c.line("long first = " + groups + "L * part / parts, end = " + groups + "L * (part + 1) / parts;");
        c.open("for (long row = 0; row < " + out.rows() + "; row += " + tile.rows() + ")");
        c.open("for (long column = 0; column < " + out.columns() + "; column += " + tile.columns() + ")");
        c.line("const float *x = in[0] + " + in.vector(0, 0) + " + row * " + stride.height() * in.rowPitch()
                + " + column * " + stride.width() * lanes + ";");
        c.loop("block", blocks);
        c.open("for (long group = first; group < end; group++)");
        c.line("const int *head = (const int *)(data + " + header + ") + 2 * (block * " + groups + " + group);");
        c.line("long n = head[0];");
        c.line("const int *t = taps + head[1];");
        c.line("const float *w = weights + " + tile.vectors() + "L * head[1];");
        c.line("const float *bias = (const float *)(data + " + bias + ") + group * " + tile.vectors() + ";");
        c.line("float *y = out + group * " + (long) tile.vectors() * out.planePitch() + "L + " + out.vector(0, 0)
                + " + row * " + out.rowPitch() + " + column * VL;");
        for (int i = 1; i <= work.further().size(); i++) {
            Tiled more = (Tiled) work.further().get(i - 1);
            c.line("const float *z" + i + " = in[" + i + "] + group * " + (long) tile.vectors() * more.planePitch()
                    + "L + " + more.vector(0, 0) + " + row * " + more.rowPitch() + " + column * VL;");
        }
        choose(c, lastFilters < tile.vectors(), "group < " + (groups - 1), tile.vectors(), lastFilters, filters -> {
            int lastRows = out.rows() - (tileRows - 1) * tile.rows();
            choose(
                    c,
                    lastRows < tile.rows(),
                    "row + " + tile.rows() + " <= " + out.rows(),
                    tile.rows(),
                    lastRows,
                    rows -> {
                        int lastColumns = out.columns() - (tileColumns - 1) * tile.columns();
                        choose(
                                c,
                                lastColumns < tile.columns(),
                                "column + " + tile.columns() + " <= " + out.columns(),
                                tile.columns(),
                                lastColumns,
                                columns -> c.line(call(filters, rows, columns, blocks)));
                    });
        });
        c.close().close().close().close();
        if (out.halo() > 0) {
            c.line("long last = end * " + tile.vectors() + " < " + work.filters() + " ? end * " + tile.vectors() + " : "
                    + work.filters() + ";");
            c.line("for (long f = first * " + tile.vectors() + "; f < last; f++) " + Code.NAME + "_halo(out + f * "
                    + out.planePitch() + "L + " + out.vector(0, 0) + ");");
            bodies.append(TileHalo.function(Code.NAME + "_halo", out));
        }
        return c.end();
    }

    private static void choose(CText c, boolean needed, String condition, int usual, int last, IntConsumer write) {
        if (!needed) {
            write.accept(usual);
            return;
        }
        if (usual > last) {
            c.open("if (" + condition + ")");
            write.accept(usual);
            c.close();
            c.open("else");
            write.accept(last);
            c.close();
        }
    }

    private String call(int filters, int rows, int columns, int blocks) {
        String name = Code.NAME + "_" + filters + "_" + rows + "_" + columns;
        if (bodies.indexOf("void " + name + "(") < 0) {
            bodies.append(body(name, filters, rows, columns, blocks));
        }
        StringBuilder more = new StringBuilder();
        for (int i = 1; i <= work.further().size(); i++) {
            more.append(", z").append(i);
        }
        String masks = out.overhangs()
                ? ", (const int *)(data + " + rowMasks + ") + row * VL, (const int *)(data + " + columnMasks
                        + ") + column * VL"
                : "";
        return name + "(n, t, w, bias, block, x, y" + more + masks + ");";
    }

    private String body(String name, int filters, int rows, int columns, int blocks) {
        CText c = new CText();
        StringBuilder more = new StringBuilder();
        for (int i = 1; i <= work.further().size(); i++) {
            more.append(", const float *z").append(i);
        }
        String masks = out.overhangs() ? ", const int *rowMask, const int *columnMask" : "";
        c.open("INLINE void " + name + "(long n, const int *RESTRICT t, const float *RESTRICT w,"
                + " const float *RESTRICT bias, long block, const float *x, float *y" + more + masks + ")");
        for (int f = 0; f < filters; f++) {
            for (int p = 0; p < rows * columns; p++) {
                c.line("vf s" + f + "_" + p + ";");
            }
        }
        c.open("if (block == 0)");
        each(filters, rows, columns, (f, r, col, p) -> c.line("s" + f + "_" + p + " = SPLAT(bias[" + f + "]);"));
        c.close();
        if (blocks > 1) {
            c.open("else");
            each(
                    filters,
                    rows,
                    columns,
                    (f, r, col, p) -> c.line("s" + f + "_" + p + " = LOAD(y + " + place(out, f, r, col) + ");"));
            c.close();
        }
        c.loop("k", "n");
        c.line("const float *a = x + t[k];");
        for (int f = 0; f < filters; f++) {
            c.line("vf w" + f + " = SPLAT(w[k * " + tile.vectors() + " + " + f + "]);");
        }
        for (int r = 0; r < rows; r++) {
            for (int col = 0; col < columns; col++) {
                c.line("{ vf v = LOAD(a + " + (r * stride.height() * in.rowPitch() + col * stride.width() * lanes)
                        + ");");
                for (int f = 0; f < filters; f++) {
                    c.line("  s" + f + "_" + (r * columns + col) + " += w" + f + " * v;"
                            + (f == filters - 1 ? " }" : ""));
                }
            }
        }
        c.close();
        c.open("if (block == " + (blocks - 1) + ")");
        each(filters, rows, columns, (f, r, col, p) -> {
            String value = Formulas.c(work.formula(), "s" + f + "_" + p, i -> {
                Layout layout = work.further().get(i - 1);
                return "LOAD(z" + i + " + " + place((Tiled) layout, f, r, col) + ")";
            });
            c.line("s" + f + "_" + p + " = " + value + ";");
            if (out.overhangs()) {
                c.line("s" + f + "_" + p + " = (vf)((vi)s" + f + "_" + p + " & LOAD_WORDS(rowMask + " + r * lanes
                        + ") & LOAD_WORDS(columnMask + " + col * lanes + "));");
            }
        });
        c.close();
        each(
                filters,
                rows,
                columns,
                (f, r, col, p) -> c.line("STORE(y + " + place(out, f, r, col) + ", s" + f + "_" + p + ");"));
        return c.end();
    }

    private String place(Tiled layout, int filter, int row, int column) {
        return (long) filter * layout.planePitch() + row * layout.rowPitch() + column * lanes + "L";
    }

    private interface Sum {
        void accept(int filter, int row, int column, int pixel);
    }

    private static void each(int filters, int rows, int columns, Sum sum) {
        for (int f = 0; f < filters; f++) {
            for (int r = 0; r < rows; r++) {
                for (int column = 0; column < columns; column++) {
                    sum.accept(f, r, column, r * columns + column);
                }
            }
        }
    }
}
