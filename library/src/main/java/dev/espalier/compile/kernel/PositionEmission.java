package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Features;
import java.util.List;
import java.util.stream.IntStream;

/** The writing of one function of {@link PositionConvolutions}. */
final class PositionEmission {

    private final Convolution work;
    private final List<AlikeFilters.Block> blocks;
    private final AlikeFilters filters;
    private final PositionTile tile;
    private final int chunk;
    private final int chunks;
    private final boolean across;
    private final int vectors;
    private final int pitch;
    private final StringBuilder bodies = new StringBuilder();

    PositionEmission(Convolution work, AlikeFilters filters, PositionTile tile, int chunk, boolean across) {
        this.work = work;
        this.filters = filters;
        this.blocks = filters.blocks();
        this.tile = tile;
        this.chunk = chunk;
        this.chunks = (work.channels() + chunk - 1) / chunk;
        this.across = across;
        this.vectors = ((Features) work.output()).vectors();
        this.pitch = ((Features) work.output()).pitch();
    }

    Code code() {
        Data data = new Data();
        long steps = filters.steps();
        // For each chunk and block: number of steps, where they begin, where their weights begin.
        int[] heads = new int[3 * chunks * blocks.size()];
        int[] places = new int[Math.toIntExact(steps)];
        float[] weights = new float
                [blocks.stream()
                        .mapToInt(block -> block.channels().length * block.filters().length)
                        .sum()];
        int step = 0;
        int weight = 0;
        for (int c = 0; c < chunks; c++) {
            for (int b = 0; b < blocks.size(); b++) {
                int head = 3 * (c * blocks.size() + b);
                heads[head + 1] = step;
                heads[head + 2] = weight;
                for (int channel : blocks.get(b).channels()) {
                    if (channel / chunk == c) {
                        places[step++] = channel * pitch;
                        for (int filter : blocks.get(b).filters()) {
                            weights[weight++] = filters.weight(filter, channel);
                        }
                    }
                }
                heads[head] = step - heads[head + 1];
            }
        }
        int[] order = blocks.stream()
                .flatMapToInt(block -> IntStream.of(block.filters()))
                .toArray();
        float[] bias = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            bias[i] = work.bias()[order[i]];
        }
        int rows = data.ints(IntStream.of(order).map(filter -> filter * pitch).toArray());
        int biases = data.floats(bias);
        int head = data.ints(heads);
        int place = data.ints(places);
        String source = source(head, place, data.floats(weights), rows, biases);
        return new Code(bodies + source, data, 0);
    }

    private String source(int head, int place, int weights, int rows, int biases) {
        int panels = (vectors + tile.vectors() - 1) / tile.vectors();
        int count = blocks.size();
        CText c = CText.function();
        c.line("const int *heads = (const int *)(data + " + head + "), *places = (const int *)(data + " + place + ");");
        c.line("const float *weights = (const float *)(data + " + weights + "), *biases = (const float *)(data + "
                + biases + ");");
        c.line("const int *rows = (const int *)(data + " + rows + ");");
        if (across) {
            c.line("long from = " + count + "L * part / parts, to = " + count + "L * (part + 1) / parts;");
            chunks(c);
            blocks(c);
            c.loop("panel", panels);
        } else {
            long turns = (long) panels * count;
            c.line("long turn = " + turns + "L * part / parts, end = " + turns + "L * (part + 1) / parts;");
            c.open("while (turn < end)");
            c.line("long panel = turn / " + count + ", from = turn % " + count + ";");
            c.line("long to = from + (end - turn);");
            c.line("if (to > " + count + ") to = " + count + ";");
            c.line("turn += to - from;");
            chunks(c);
            blocks(c);
        }
        int lastVectors = vectors - (panels - 1) * tile.vectors();
        int lastRows = work.filters() - (count - 1) * tile.rows();
        if (lastVectors == tile.vectors()) {
            rows(c, tile.vectors(), lastRows);
        } else {
            c.open("if (panel < " + (panels - 1) + ")");
            rows(c, tile.vectors(), lastRows);
            c.close().open("else");
            rows(c, lastVectors, lastRows);
        }
        return c.end();
    }

    private void chunks(CText c) {
        if (chunks > 1) {
            c.loop("chunk", chunks);
        }
    }

    private void blocks(CText c) {
        c.open("for (long block = from; block < to; block++)");
        String of = chunks > 1 ? "(chunk * " + blocks.size() + " + block)" : "block";
        c.line("const int *head = heads + 3 * " + of + ";");
    }

    private void rows(CText c, int vectors, int lastRows) {
        if (lastRows == tile.rows()) {
            c.line(call(tile.rows(), vectors));
            return;
        }
        c.line("if (block < " + (blocks.size() - 1) + ") " + call(tile.rows(), vectors));
        c.line("else " + call(lastRows, vectors));
    }

    private String call(int rows, int vectors) {
        String name = Code.NAME + "_" + rows + "_" + vectors;
        if (bodies.indexOf("void " + name + "(") < 0) {
            bodies.append(body(name, rows, vectors));
        }
        String at = " + panel * " + tile.vectors() + " * VL";
        StringBuilder arguments = new StringBuilder("in[0]" + at + ", places + head[1], weights + head[2], head[0]");
        arguments.append(", rows + block * " + tile.rows() + ", biases + block * " + tile.rows() + ", out" + at);
        for (int i = 1; i <= work.further().size(); i++) {
            arguments.append(", in[").append(i).append("]").append(at);
        }
        if (chunks > 1) {
            arguments.append(", chunk == 0, chunk == ").append(chunks - 1);
        }
        return name + "(" + arguments + ");";
    }

    /** One tile: sums over all its steps, then the formula. */
    private String body(String name, int rows, int vectors) {
        CText c = new CText();
        StringBuilder more = new StringBuilder();
        for (int i = 1; i <= work.further().size(); i++) {
            more.append(", const float *z").append(i);
        }
        if (chunks > 1) {
            more.append(", int first, int last");
        }
        c.open("static void " + name + "(const float *x, const int *RESTRICT places, const float *RESTRICT w, long n,"
                + " const int *RESTRICT rows, const float *RESTRICT bias, float *y" + more + ")");
        start(c, rows, vectors);
        c.loop("k", "n");
        c.line("const float *a = x + places[k], *u = w + k * " + rows + ";");
        step(c, new PositionTile(rows, vectors));
        c.close();
        if (chunks > 1) {
            c.open("if (!last)");
            for (int o = 0; o < rows; o++) {
                for (int p = 0; p < vectors; p++) {
                    c.line("STORE(y + rows[" + o + "] + " + p + " * VL, " + sum(o, p) + ");");
                }
            }
            c.line("return;").close();
        }
        store(c, rows, vectors);
        return c.end();
    }

    private void start(CText c, int rows, int vectors) {
        for (int o = 0; o < rows; o++) {
            for (int p = 0; p < vectors; p++) {
                c.line("vf " + sum(o, p) + " = SPLAT(bias[" + o + "]);");
            }
        }
        if (chunks > 1) {
            c.open("if (!first)");
            for (int o = 0; o < rows; o++) {
                for (int p = 0; p < vectors; p++) {
                    c.line(sum(o, p) + " = LOAD(y + rows[" + o + "] + " + p + " * VL);");
                }
            }
            c.close();
        }
    }

    private static void step(CText c, PositionTile tile) {
        if (tile.holdsPositions()) {
            for (int p = 0; p < tile.vectors(); p++) {
                c.line("vf x" + p + " = LOAD(a + " + p + " * VL);");
            }
            for (int o = 0; o < tile.rows(); o++) {
                StringBuilder sums = new StringBuilder("{ vf v = SPLAT(u[" + o + "]);");
                for (int p = 0; p < tile.vectors(); p++) {
                    sums.append(" ")
                            .append(sum(o, p))
                            .append(" += v * x")
                            .append(p)
                            .append(";");
                }
                c.line(sums.append(" }").toString());
            }
            return;
        }
        for (int o = 0; o < tile.rows(); o++) {
            c.line("vf w" + o + " = SPLAT(u[" + o + "]);");
        }
        for (int p = 0; p < tile.vectors(); p++) {
            StringBuilder sums = new StringBuilder("{ vf v = LOAD(a + " + p + " * VL);");
            if (tile.rows() > 1) {
                sums.append(" HOLD(v);");
            }
            for (int o = 0; o < tile.rows(); o++) {
                sums.append(" ").append(sum(o, p)).append(" += w").append(o).append(" * v;");
            }
            c.line(sums.append(" }").toString());
        }
    }

    private void store(CText c, int rows, int vectors) {
        if (Formulas.isShort(work.formula())) {
            for (int o = 0; o < rows; o++) {
                for (int p = 0; p < vectors; p++) {
                    String at = "rows[" + o + "] + " + p + " * VL";
                    c.line("{ vf v = " + sum(o, p) + "; STORE(y + " + at + ", " + value(at) + "); }");
                }
            }
            return;
        }
        // Long formulas once in the text, not once for every sum.
        c.line("vf sums[" + rows * vectors + "];");
        for (int o = 0; o < rows; o++) {
            for (int p = 0; p < vectors; p++) {
                c.line("sums[" + (o * vectors + p) + "] = " + sum(o, p) + ";");
            }
        }
        c.loop("o", rows).loop("p", vectors);
        c.line("vf v = sums[o * " + vectors + " + p];");
        c.line("STORE(y + rows[o] + p * VL, " + value("rows[o] + p * VL") + ");");
        c.close().close();
    }

    private String value(String at) {
        return Formulas.c(work.formula(), "v", i -> "LOAD(z" + i + " + " + at + ")");
    }

    private static String sum(int row, int vector) {
        return "s" + row + "_" + vector;
    }
}
