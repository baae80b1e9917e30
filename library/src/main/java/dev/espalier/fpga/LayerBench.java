package dev.espalier.fpga;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A bench that sends a whole layer through a core: tile by tile of positions, for each of these tile by tile of rows, for
 * each of these the terms. What a tile lacks at the edges is zero.
 */
record LayerBench(String name, GemmCore core, IntegerLayer layer) {

    private static final int NONE = -1;

    LayerBench {
        if (!core.activation().equals(layer.activation())) {
            throw new IllegalArgumentException("a layer with activations " + layer.activation() + " in " + core);
        }
        if (layer.terms() > core.terms()) {
            throw new IllegalArgumentException("a layer that adds up " + layer.terms() + " products in a core for "
                    + core.terms() + "; its sums might overflow");
        }
    }

    Bench bench() {
        int rowTiles = core.rowTiles(layer.rows());
        int depth = Math.toIntExact(GemmCore.ceil(layer.terms(), core.lanes()));
        int positionTiles = Math.toIntExact(GemmCore.ceil(layer.positions(), core.batch()));
        List<StringBuilder> weights =
                core.groups().stream().map(group -> new StringBuilder()).toList();
        StringBuilder activations = new StringBuilder();
        StringBuilder sums = new StringBuilder();
        for (int p = 0; p < positionTiles; p++) {
            for (int r = 0; r < rowTiles; r++) {
                List<List<Integer>> rows = rowsOf(r);
                for (int d = 0; d < depth; d++) {
                    activations.append(activationWord(p, d)).append('\n');
                    for (int g = 0; g < rows.size(); g++) {
                        weights.get(g).append(weightWord(g, rows.get(g), d)).append('\n');
                    }
                }
                sums.append(sumWord(p, rows.stream().flatMap(List::stream).toList()))
                        .append('\n');
            }
        }
        List<SourceFile> files = new ArrayList<>(core.verilog());
        files.add(SourceFile.module(
                name, Template.CORE_BENCH.fill(names((long) positionTiles * rowTiles * depth, depth))));
        files.add(new SourceFile(name + "_activations.hex", activations.toString()));
        for (int g = 0; g < weights.size(); g++) {
            files.add(
                    new SourceFile(memory(core.groups().get(g)), weights.get(g).toString()));
        }
        files.add(new SourceFile(name + "_sums.hex", sums.toString()));
        return new Bench(name, files);
    }

    private String memory(RowGroup group) {
        return name + "_" + GemmCore.weights(group) + ".hex";
    }

    /** The layer's rows that the core's rows hold in a tile, by group. */
    private List<List<Integer>> rowsOf(int tile) {
        List<List<Integer>> rows = new ArrayList<>();
        for (RowGroup group : core.groups()) {
            List<Integer> own = IntStream.range(0, layer.sets().size())
                    .filter(row -> layer.sets().get(row).equals(group.set()))
                    .boxed()
                    .toList();
            rows.add(IntStream.range(0, group.rows())
                    .map(slot -> tile * group.rows() + slot)
                    .mapToObj(index -> index < own.size() ? own.get(index) : NONE)
                    .toList());
        }
        return rows;
    }

    private String activationWord(int positionTile, int step) {
        List<BigInteger> fields = new ArrayList<>();
        for (int image = 0; image < core.batch(); image++) {
            int position = positionTile * core.batch() + image;
            for (int lane = 0; lane < core.lanes(); lane++) {
                int k = step * core.lanes() + lane;
                boolean there = position < layer.positions() && k < layer.terms();
                fields.add(BigInteger.valueOf(there ? layer.activations()[position][k] : 0));
            }
        }
        return new Hex(core.activation().bits()).row(fields);
    }

    private String weightWord(int group, List<Integer> rows, int step) {
        WeightCode code = new WeightCode(core.groups().get(group).set());
        List<BigInteger> fields = new ArrayList<>();
        for (int row : rows) {
            for (int lane = 0; lane < core.lanes(); lane++) {
                int k = step * core.lanes() + lane;
                boolean there = row != NONE && k < layer.terms();
                fields.add(BigInteger.valueOf(there ? code.word(layer.levels()[row][k]) : 0));
            }
        }
        return new Hex(code.set().bits()).row(fields);
    }

    private String sumWord(int positionTile, List<Integer> rows) {
        List<BigInteger> fields = new ArrayList<>();
        for (int image = 0; image < core.batch(); image++) {
            int position = positionTile * core.batch() + image;
            for (int row : rows) {
                boolean there = row != NONE && position < layer.positions();
                fields.add(BigInteger.valueOf(there ? layer.sum(position, row) : 0));
            }
        }
        return new Hex(core.sumBits()).row(fields);
    }

    private Map<String, Object> names(long cycles, int depth) {
        Map<String, Object> values = new HashMap<>();
        values.put("bench", name);
        values.put("cycles", cycles);
        values.put("depth", depth);
        values.put("outputs", core.batch() * core.rows());
        values.put("sumBits", core.sumBits());
        values.put("sumWidth", core.batch() * core.rows() * core.sumBits());
        values.put(
                "activationWidth",
                core.batch() * core.lanes() * core.activation().bits());
        values.put("weightRegisters", lines("    reg [%2$d-1:0] %1$s;"));
        values.put("weightMemories", lines("    reg [%2$d-1:0] %1$s_words [0:CYCLES-1];"));
        values.put("weightPorts", lines("        .%1$s (%1$s),"));
        values.put("weightReads", lines("        $readmemh(\"" + name + "_%1$s.hex\", %1$s_words);"));
        values.put("weightFeeds", lines("                %1$s = %1$s_words[i];"));
        return values;
    }

    /** A line for each group, of its port's name and width. */
    private String lines(String format) {
        return core.groups().stream()
                .map(group -> String.format(
                        format,
                        GemmCore.weights(group),
                        group.rows() * core.lanes() * group.set().bits()))
                .collect(Collectors.joining("\n"));
    }
}
