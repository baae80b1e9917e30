package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Convolutions with a vector of filters in each register: one number of the image, repeated, times a vector of weights. A
 * block of filters goes through the list of its taps alone, so that whatever is zero in all its filters costs nothing, in
 * whatever pattern; a dense layer has all taps in its lists.
 *
 * <p>Knobs: {@code vectors} of a block, {@code rows} and {@code columns} of a tile of pixels, {@code chains} of sums that
 * take turns, and {@code stripe}, tiles of rows that all blocks go through before the next.
 */
final class ChannelConvolutions implements Family {

    static final String NAME = "channels";

    /** Schedules that are offered. */
    private static final int MOST = 24;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        if (!(task instanceof Convolution work) || !suits(work, target)) {
            return List.of();
        }
        List<Schedule> schedules = new ArrayList<>();
        for (Choice choice : choices(work, target)) {
            if (schedules.size() < MOST) {
                schedules.addAll(of(work, choice.tile(), target));
            }
        }
        return schedules;
    }

    /** About how many cycles the best guess takes; infinite if these kernels do not suit. */
    static double cycles(Convolution work, Target target) {
        return suits(work, target) ? choices(work, target).get(0).cycles() : Double.POSITIVE_INFINITY;
    }

    private record Choice(PixelTile tile, double cycles) {}

    private static List<Choice> choices(Convolution work, Target target) {
        int vectors = ((Blocked) work.output()).blocks();
        int height = work.outSize().height();
        int width = work.outSize().width();
        Map<Integer, Long> taps = new HashMap<>();
        List<Choice> choices = new ArrayList<>();
        for (PixelTile tile : PixelTile.all(target, vectors, height, width)) {
            long total = taps.computeIfAbsent(tile.vectors(), m -> FilterBlocks.of(work, m * target.lanes())
                    .total());
            choices.add(new Choice(tile, total * tile.cycles(height, width)));
        }
        choices.sort(Comparator.comparingDouble(Choice::cycles));
        return choices;
    }

    private static boolean suits(Convolution work, Target target) {
        return work.output() instanceof Blocked out
                && out.lanes() == target.lanes()
                && work.image() instanceof Blocked in
                && (in.lanes() == target.lanes() || in.lanes() == 1)
                && work.further().stream().allMatch(layout -> layout instanceof Blocked)
                && in.halo() >= halo(work);
    }

    /** Zeros the taps read around the image. */
    private static int halo(Convolution work) {
        int bottom = reach(
                work.outSize().height(),
                work.stride().height(),
                work.kernel().height(),
                work.dilation().height());
        int right = reach(
                work.outSize().width(),
                work.stride().width(),
                work.kernel().width(),
                work.dilation().width());
        int below = bottom - work.top() - work.size().height();
        int beside = right - work.left() - work.size().width();
        return Math.max(Math.max(work.top(), work.left()), Math.max(below, beside));
    }

    private static int reach(int out, int stride, int kernel, int dilation) {
        return (out - 1) * stride + (kernel - 1) * dilation + 1;
    }

    private static List<Schedule> of(Convolution work, PixelTile tile, Target target) {
        List<Schedule> all = new ArrayList<>();
        int sums = tile.vectors() * tile.pixels();
        int chains = 1;
        // Few sums wait for their own results: they take turns with others, which are added up at the end.
        while (sums * chains < 8
                && (tile.vectors() * (chains * 2 * (tile.pixels() + 1)) + 1)
                        <= target.isa().registers()) {
            chains *= 2;
        }
        int tileRows = (work.outSize().height() + tile.rows() - 1) / tile.rows();
        Blocked in = (Blocked) work.image();
        long rowBytes =
                (long) in.blocks() * in.rowPitch() * Float.BYTES * work.stride().height() * tile.rows();
        int fitting = (int) Math.max(1, Math.min(tileRows, target.l2Bytes() / 2 / rowBytes));
        all.add(schedule(tile, chains, fitting));
        if (fitting < tileRows) {
            all.add(schedule(tile, chains, tileRows));
        } else if (tileRows > 1) {
            all.add(schedule(tile, chains, 1));
        }
        return all;
    }

    private static Schedule schedule(PixelTile tile, int chains, int stripe) {
        return new Schedule(
                NAME,
                Map.of(
                        "vectors", tile.vectors(),
                        "rows", tile.rows(),
                        "columns", tile.columns(),
                        "chains", chains,
                        "stripe", stripe));
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        return new Emission((Convolution) task, schedule, target).code();
    }

    /** The writing of one function. */
    private static final class Emission {

        private final Convolution work;
        private final PixelTile tile;
        private final int chains;
        private final int stripe;
        private final int lanes;
        private final Blocked in;
        private final Blocked out;
        private final StringBuilder bodies = new StringBuilder();

        Emission(Convolution work, Schedule schedule, Target target) {
            this.work = work;
            this.tile = new PixelTile(schedule.knob("vectors"), schedule.knob("rows"), schedule.knob("columns"));
            this.chains = schedule.knob("chains");
            this.stripe = schedule.knob("stripe");
            this.lanes = target.lanes();
            this.in = (Blocked) work.image();
            this.out = (Blocked) work.output();
        }

        Code code() {
            Data data = new Data();
            int height = tile.vectors() * lanes;
            FilterBlocks blocks = FilterBlocks.of(work, height);
            // For each block: number of taps, where its offsets and its weights begin.
            int header = data.ints(new int[3 * blocks.count()]);
            float[] biases = new float[blocks.count() * height];
            System.arraycopy(work.bias(), 0, biases, 0, work.filters());
            int bias = data.floats(biases);
            for (int b = 0; b < blocks.count(); b++) {
                int[] taps = blocks.taps(b);
                int[] offsets = new int[taps.length];
                for (int i = 0; i < taps.length; i++) {
                    offsets[i] = offset(taps[i]);
                }
                data.set(header + 12 * b, taps.length);
                data.set(header + 12 * b + 4, data.ints(offsets));
                data.set(header + 12 * b + 8, data.floats(blocks.packed(b)));
            }
            String source = source(blocks.count(), header, bias);
            return new Code(bodies + source, data, 0);
        }

        /** Where a tap reads, from the place where the first tap of the first channel does. */
        private int offset(int tap) {
            int area = work.kernel().area();
            int channel = tap / area;
            int row = tap % area / work.kernel().width() * work.dilation().height();
            int column = tap % area % work.kernel().width() * work.dilation().width();
            return channel / in.lanes() * in.planePitch()
                    + channel % in.lanes()
                    + row * in.rowPitch()
                    + column * in.lanes();
        }

        private String source(int blocks, int header, int bias) {
            Size2d size = work.outSize();
            int tileRows = (size.height() + tile.rows() - 1) / tile.rows();
            int stripes = (tileRows + stripe - 1) / stripe;
            int lastVectors = out.blocks() - (blocks - 1) * tile.vectors();
            int lastRows = size.height() - (tileRows - 1) * tile.rows();
            CText c = CText.function();
            c.share("turn", (long) blocks * tileRows);
            if (stripes == 1) {
                c.line("long block = turn / " + tileRows + ", row = turn % " + tileRows + " * " + tile.rows() + ";");
            } else {
                // All blocks of one stripe, then the next stripe; the last may be lower.
                c.line("long strip = turn / " + stripe * blocks + ", within = turn % " + stripe * blocks + ";");
                c.line("long lines = strip == " + (stripes - 1) + " ? " + (tileRows - (stripes - 1) * stripe) + " : "
                        + stripe + ";");
                c.line("long block = within / lines, row = (strip * " + stripe + " + within % lines) * " + tile.rows()
                        + ";");
            }
            c.line("const int *head = (const int *)(data + " + header + ") + 3 * block;");
            c.line("long n = head[0];");
            c.line("const int *taps = (const int *)(data + head[1]);");
            c.line("const float *w = (const float *)(data + head[2]);");
            c.line("const float *bias = (const float *)(data + " + bias + ") + block * " + tile.vectors() * lanes
                    + ";");
            c.line("const float *x = in[0] + " + in.pixel(-work.top(), -work.left()) + " + row * "
                    + in.rowPitch() * work.stride().height() + ";");
            c.line("float *y = out + block * " + (long) tile.vectors() * out.planePitch() + "L + " + out.pixel(0, 0)
                    + " + row * " + out.rowPitch() + ";");
            for (int i = 0; i < work.further().size(); i++) {
                Blocked more = (Blocked) work.further().get(i);
                c.line("const float *z" + (i + 1) + " = in[" + (i + 1) + "] + block * "
                        + (long) tile.vectors() * more.planePitch() + "L + " + more.pixel(0, 0) + " + row * "
                        + more.rowPitch() + ";");
            }
            if (lastVectors == tile.vectors()) {
                rows(c, tile.vectors(), lastRows);
            } else {
                c.open("if (block < " + (blocks - 1) + ")");
                rows(c, tile.vectors(), lastRows);
                c.close();
                c.open("else");
                rows(c, lastVectors, lastRows);
                c.close();
            }
            return c.end();
        }

        private void rows(CText c, int vectors, int lastRows) {
            if (lastRows == tile.rows()) {
                columns(c, vectors, tile.rows());
                return;
            }
            c.open("if (row + " + tile.rows() + " <= " + work.outSize().height() + ")");
            columns(c, vectors, tile.rows());
            c.close();
            c.open("else");
            columns(c, vectors, lastRows);
            c.close();
        }

        private void columns(CText c, int vectors, int rows) {
            int width = work.outSize().width();
            int whole = width / tile.columns();
            int rest = width % tile.columns();
            if (whole > 0) {
                c.loop("t", whole);
                c.line(call(vectors, rows, tile.columns(), "t * " + tile.columns()));
                c.close();
            }
            if (rest > 0) {
                c.line(call(vectors, rows, rest, Integer.toString(whole * tile.columns())));
            }
        }

        private String call(int vectors, int rows, int columns, String column) {
            String name = Code.NAME + "_" + vectors + "_" + rows + "_" + columns;
            if (bodies.indexOf("void " + name + "(") < 0) {
                bodies.append(body(name, vectors, rows, columns));
            }
            StringBuilder more = new StringBuilder();
            for (int i = 1; i <= work.further().size(); i++) {
                more.append(", z").append(i).append(" + (").append(column).append(") * VL");
            }
            return name + "(n, taps, w, bias, x + (" + column + ") * "
                    + in.lanes() * work.stride().width() + ", y + (" + column + ") * VL" + more + ");";
        }

        /** One tile: sums for all its vectors and pixels over all taps, then the formula. */
        private String body(String name, int vectors, int rows, int columns) {
            int width = tile.vectors() * lanes;
            CText c = new CText();
            StringBuilder more = new StringBuilder();
            for (int i = 1; i <= work.further().size(); i++) {
                more.append(", const float *z").append(i);
            }
            c.open("INLINE void " + name + "(long n, const int *RESTRICT taps, const float *RESTRICT w,"
                    + " const float *RESTRICT bias, const float *x, float *y" + more + ")");
            for (int chain = 0; chain < chains; chain++) {
                for (int m = 0; m < vectors; m++) {
                    String start = chain == 0 ? "LOAD(bias + " + m + " * VL)" : "ZERO";
                    for (int p = 0; p < rows * columns; p++) {
                        c.line("vf " + sum(chain, m, p) + " = " + start + ";");
                    }
                }
            }
            if (chains > 1) {
                c.line("long k = 0;");
                c.open("for (; k + " + chains + " <= n; k += " + chains + ")");
                for (int chain = 0; chain < chains; chain++) {
                    step(c, chain, vectors, rows, columns, width);
                }
                c.close();
                c.open("for (; k < n; k++)");
            } else {
                c.loop("k", "n");
            }
            step(c, 0, vectors, rows, columns, width);
            c.close();
            for (int m = 0; m < vectors; m++) {
                for (int r = 0; r < rows; r++) {
                    for (int col = 0; col < columns; col++) {
                        store(c, m, r, col, r * columns + col);
                    }
                }
            }
            return c.end();
        }

        private static String sum(int chain, int vector, int pixel) {
            return "s" + chain + "_" + vector + "_" + pixel;
        }

        private void step(CText c, int chain, int vectors, int rows, int columns, int width) {
            String k = chain == 0 ? "k" : "(k + " + chain + ")";
            c.open("");
            c.line("const float *a = x + taps[" + k + "];");
            for (int m = 0; m < vectors; m++) {
                c.line("vf w" + m + " = LOAD(w + " + k + " * " + width + " + " + m + " * VL);");
            }
            for (int r = 0; r < rows; r++) {
                for (int col = 0; col < columns; col++) {
                    int place = r * work.stride().height() * in.rowPitch()
                            + col * work.stride().width() * in.lanes();
                    c.line("{ vf v = SPLAT(a[" + place + "]);");
                    for (int m = 0; m < vectors; m++) {
                        String sum = sum(chain, m, r * columns + col);
                        c.line("  " + sum + " += w" + m + " * v;" + (m == vectors - 1 ? " }" : ""));
                    }
                }
            }
            c.close();
        }

        private void store(CText c, int m, int r, int column, int p) {
            StringBuilder result = new StringBuilder(sum(0, m, p));
            for (int chain = 1; chain < chains; chain++) {
                result.append(" + ").append(sum(chain, m, p));
            }
            String value = Formulas.c(work.formula(), "v", i -> {
                Layout layout = work.further().get(i - 1);
                Blocked more = (Blocked) layout;
                return "LOAD(z" + i + " + " + ((long) m * more.planePitch() + r * more.rowPitch() + column * lanes)
                        + "L)";
            });
            long place = (long) m * out.planePitch() + r * out.rowPitch() + column * lanes;
            c.line("{ vf v = " + result + "; STORE(y + " + place + "L, " + value + "); }");
        }
    }
}
