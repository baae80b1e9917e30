package dev.espalier.model;

import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model layer by layer, with what each costs.
 *
 * @param name of the model
 * @param input the shape it reads; where there are several inputs, with their names
 * @param rows every layer, in the graph's order
 * @param total of the whole model
 */
public record Summary(String name, String input, List<Row> rows, Cost total) {

    /** The structure of layers whose weights may be any numbers. */
    public static final String DENSE = "dense";

    public Summary {
        rows = List.copyOf(rows);
    }

    /**
     * One layer.
     *
     * @param layer its name
     * @param kind of operator
     * @param output its shape
     * @param reshapes whether its output has another shape than what it reads
     * @param cost its own
     * @param structure the rule its masks follow and the levels its numbers have, {@code dense} with neither, empty
     *     without parameters
     */
    public record Row(String layer, String kind, Shape output, boolean reshapes, Cost cost, String structure) {}

    static Summary of(Model model) {
        Map<String, Cost> costs = Cost.byLayer(model);
        List<Row> rows = new ArrayList<>();
        for (Node layer : model.graph().layers()) {
            rows.add(new Row(
                    layer.name(),
                    layer.op().kind(),
                    layer.shape(),
                    !layer.shape().equals(model.graph().inputShapes(layer).get(0)),
                    costs.get(layer.name()),
                    structure(model, layer)));
        }
        return new Summary(model.name(), model.takes(), rows, Cost.of(model));
    }

    private static String structure(Model model, Node layer) {
        List<String> parameters = layer.inputs().stream()
                .filter(input -> model.graph().node(input).op() instanceof Parameter)
                .toList();
        String encoded = parameters.stream()
                .map(model::encoding)
                .flatMap(Summary::rules)
                .distinct()
                .collect(Collectors.joining(", "));
        return !encoded.isEmpty() ? encoded : parameters.isEmpty() ? "" : DENSE;
    }

    private static Stream<String> rules(Encoding encoding) {
        Stream<String> masked =
                encoding.masked().stream().map(mask -> mask.structure().toString());
        return encoding instanceof Encoding.Quantized quantized
                ? Stream.concat(masked, Stream.of(quantized.toString()))
                : masked;
    }

    /** The layers worth a line: those that cost something or change the shape. */
    public List<Row> mainRows() {
        return rows.stream()
                .filter(row -> !row.cost().equals(Cost.NONE) || row.reshapes())
                .toList();
    }

    /** What the numbers leave out, a sentence each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        int silent = rows.size() - mainRows().size();
        if (silent > 0) {
            notes.add(silent + (silent == 1 ? " more layer has" : " more layers have")
                    + " neither parameters nor a new shape.");
        }
        if (total.keptMacs() < total.macs()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d of the MACs fall on kept weights; a masked model still does all of them.",
                    total.keptMacs()));
        }
        return notes;
    }

    /** A table of the {@link #mainRows}, the total, and the {@link #notes}. */
    @Override
    public String toString() {
        TextTable table =
                new TextTable("layer", "kind", "output", ">parameters", ">rate", ">MACs", ">bytes", "structure");
        for (Row row : mainRows()) {
            add(table, row.layer(), row.kind(), row.output().toString(), row.cost(), row.structure());
        }
        table.rule();
        add(table, "total", "", "", total, "");
        List<String> lines = new ArrayList<>(List.of(name + " on " + input, table.toString()));
        lines.addAll(notes());
        return String.join("\n", lines);
    }

    private static void add(TextTable table, String layer, String kind, String output, Cost cost, String structure) {
        table.row(
                layer,
                kind,
                output,
                number(cost.parameters()),
                rate(cost),
                number(cost.macs()),
                number(cost.bytes()),
                structure);
    }

    /** How many times fewer parameters are kept, such as {@code 4.00x}; empty if all are. */
    public static String rate(Cost cost) {
        return cost.density() == 1 ? "" : String.format(Locale.ROOT, "%.2fx", 1 / cost.density());
    }

    private static String number(long number) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
    }
}
