package dev.espalier.fpga;

import dev.espalier.model.LevelSet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hardware for a matrix product whose output rows have different level sets (arXiv 2012.04240): in every clock
 * it multiplies {@code lanes} weights of each row with as many activations of each image and adds up the products. Rows
 * of one level set are neighbours, and their sums are side by side with those of the others.
 *
 * @param activation what activations can be
 * @param batch images at once
 * @param lanes products that each sum takes in a clock
 * @param groups rows, at least one group, each level set once
 * @param terms the most products a sum adds up; it has the bits that these need
 */
public record GemmCore(Activation activation, int batch, int lanes, List<RowGroup> groups, int terms) {

    static final String MODULE = "gemm_core";

    public GemmCore {
        groups = List.copyOf(groups);
        if (batch < 1 || lanes < 1 || terms < 1 || groups.isEmpty()) {
            throw new IllegalArgumentException("a core of " + batch + " images, " + lanes + " lanes, " + groups.size()
                    + " groups of rows and " + terms + " terms; there must be at least one of each");
        }
        Set<LevelSet> sets = groups.stream().map(RowGroup::set).collect(Collectors.toSet());
        if (sets.size() < groups.size()) {
            throw new IllegalArgumentException("a core with two groups of the same level set: " + groups);
        }
        int bits = sumBits(activation, lanes, groups, terms);
        if (bits > Long.SIZE) {
            throw new IllegalArgumentException("sums of " + terms + " products of " + groups + " need " + bits
                    + " bits; at most " + Long.SIZE + " are supported, so take level sets with fewer bits");
        }
    }

    /** The bits of a sum, its sign included, so that no layer of {@code terms} products can overflow it. */
    public int sumBits() {
        return sumBits(activation, lanes, groups, terms);
    }

    private static int sumBits(Activation activation, int lanes, List<RowGroup> groups, int terms) {
        int levels = Integer.SIZE - Integer.numberOfLeadingZeros(lanes - 1);
        int needed = 0;
        for (RowGroup group : groups) {
            BigInteger largest = BigInteger.valueOf(group.set().unit())
                    .multiply(BigInteger.valueOf((long) activation.magnitude() * terms));
            // The tree of adders gives a bit to each of its levels; the register has at least one more.
            int tree = new ProcessingElement(group.set(), activation).productBits() + levels;
            needed = Math.max(needed, Math.max(tree, largest.bitLength()) + 1);
        }
        return needed;
    }

    /** All output rows. */
    public int rows() {
        return groups.stream().mapToInt(RowGroup::rows).sum();
    }

    /** Products in a clock. */
    public long macsPerClock() {
        return (long) batch * lanes * rows();
    }

    /** 10^9 operations a second at a clock, a multiplication and an addition being two. */
    public double peakGops(int megahertz) {
        return 2e-3 * megahertz * macsPerClock();
    }

    ProcessingElement element(RowGroup group) {
        return new ProcessingElement(group.set(), activation);
    }

    /** The core, its rows and its elements as Verilog-2005; the top module is {@code gemm_core}. */
    public List<SourceFile> verilog() {
        List<SourceFile> files = new ArrayList<>();
        for (RowGroup group : groups) {
            Map<String, Object> values = new HashMap<>(element(group).names());
            values.put("row", row(group));
            values.put("lanes", lanes);
            values.put("sumBits", sumBits());
            files.add(element(group).verilog());
            files.add(SourceFile.module(row(group), Template.ROW.fill(values)));
        }
        files.add(SourceFile.module("adder_tree", Template.ADDER_TREE.fill(Map.of())));
        files.add(SourceFile.module(MODULE, core()));
        return files;
    }

    private String core() {
        Map<String, Object> values = new HashMap<>();
        values.put(
                "description",
                groups.stream().map(group -> group.set() + " rows").collect(Collectors.joining(" and ")));
        values.put(
                "units",
                groups.stream()
                        .map(group -> group.set().unit() + " (" + group.set() + ")")
                        .collect(Collectors.joining(" or ")));
        values.put("batch", batch);
        values.put("lanes", lanes);
        values.put("activationBits", activation.bits());
        values.put("activationSigned", activation.signed() ? 1 : 0);
        values.put("sumBits", sumBits());
        values.put("rows", groups.stream().map(GemmCore::count).collect(Collectors.joining(" + ")));
        List<String> counts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        List<String> loops = new ArrayList<>();
        String before = "";
        for (RowGroup group : groups) {
            counts.add(String.format("    parameter %-17s = %d,", count(group), group.rows()));
            ports.add(String.format(
                    "    input  wire [%s*LANES*%d-1:0] %s,",
                    count(group), group.set().bits(), weights(group)));
            loops.add(Template.CORE_ROWS
                    .fill(Map.of(
                            "count", count(group),
                            "row", row(group),
                            "weights", weights(group),
                            "bits", group.set().bits(),
                            "before", before))
                    .stripTrailing());
            before += count(group) + "+";
        }
        values.put("rowParameters", String.join("\n", counts));
        values.put("weightPorts", String.join("\n", ports));
        values.put("rowLoops", String.join("\n", loops));
        return Template.CORE.fill(values);
    }

    private static String row(RowGroup group) {
        return "row_" + ProcessingElement.suffix(group.set());
    }

    private static String count(RowGroup group) {
        return "ROWS_" + ProcessingElement.suffix(group.set()).toUpperCase(Locale.ROOT);
    }

    /** The port that takes a group's weights. */
    static String weights(RowGroup group) {
        return "weights_" + ProcessingElement.suffix(group.set());
    }

    /**
     * Clocks that a layer takes if nothing ever waits: tiles of images times tiles of rows, as many as the busiest group
     * needs, times tiles of terms.
     *
     * @param positions images times output positions
     * @param terms products in each sum
     * @param rows how many rows of each level set the layer has; sets that the core lacks must have none
     */
    public long clocks(long positions, long terms, Map<LevelSet, Integer> rows) {
        return ceil(positions, batch) * rowTiles(rows) * ceil(terms, lanes);
    }

    /** How often the rows of the core must be filled for all rows of a layer. */
    int rowTiles(Map<LevelSet, Integer> rows) {
        Set<LevelSet> own = groups.stream().map(RowGroup::set).collect(Collectors.toSet());
        rows.forEach((set, count) -> {
            if (count > 0 && !own.contains(set)) {
                throw new IllegalArgumentException("a layer with " + count + " rows of " + set + ", for which " + this
                        + " has no rows; it has " + groups);
            }
        });
        return groups.stream()
                .mapToInt(group -> Math.toIntExact(ceil(rows.getOrDefault(group.set(), 0), group.rows())))
                .max()
                .orElseThrow();
    }

    static long ceil(long number, long divisor) {
        return (number + divisor - 1) / divisor;
    }

    @Override
    public String toString() {
        return "gemm core " + batch + " x " + lanes + " x ("
                + groups.stream().map(RowGroup::toString).collect(Collectors.joining(" + ")) + "), " + activation;
    }
}
