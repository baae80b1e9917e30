package dev.espalier.model;

import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A model layer by layer, with what each costs.
 *
 * @param name of the model
 * @param input the shape it reads
 * @param rows every layer, in the graph's order
 * @param total of the whole model
 */
public record Summary(String name, Shape input, List<Row> rows, Cost total) {

    private static final String DENSE = "dense";

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
     * @param structure the rule its masks follow, {@code dense} without a mask, empty without parameters
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
        return new Summary(model.name(), model.input().shape(), rows, Cost.of(model));
    }

    private static String structure(Model model, Node layer) {
        List<String> parameters = layer.inputs().stream()
                .filter(input -> model.graph().node(input).op() instanceof Parameter)
                .toList();
        String masked = parameters.stream()
                .map(parameter -> model.encoding(parameter) instanceof Encoding.Masked mask ? mask.structure() : null)
                .filter(Objects::nonNull)
                .map(Structure::toString)
                .distinct()
                .collect(Collectors.joining(", "));
        return !masked.isEmpty() ? masked : parameters.isEmpty() ? "" : DENSE;
    }

    /** A table of the layers that cost something or change the shape, and the total. */
    @Override
    public String toString() {
        TextTable table =
                new TextTable("layer", "kind", "output", ">parameters", ">kept", ">MACs", ">bytes", "structure");
        int silent = 0;
        for (Row row : rows) {
            if (row.cost().equals(Cost.NONE) && !row.reshapes()) {
                silent++;
            } else {
                add(table, row.layer(), row.kind(), row.output().toString(), row.cost(), row.structure());
            }
        }
        table.rule();
        add(table, "total", "", "", total, "");
        StringBuilder text = new StringBuilder(name + " on " + input + "\n" + table);
        if (silent > 0) {
            text.append('\n').append(silent);
            text.append(silent == 1 ? " more layer has" : " more layers have")
                    .append(" neither parameters nor a new shape.");
        }
        if (total.keptMacs() < total.macs()) {
            text.append(String.format(
                    Locale.ROOT,
                    "\n%,d of the MACs fall on kept weights; a masked model still does all of them.",
                    total.keptMacs()));
        }
        return text.toString();
    }

    private static void add(TextTable table, String layer, String kind, String output, Cost cost, String structure) {
        table.row(
                layer,
                kind,
                output,
                number(cost.parameters()),
                cost.parameters() == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * cost.density()),
                number(cost.macs()),
                number(cost.bytes()),
                structure);
    }

    private static String number(long number) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
    }
}
