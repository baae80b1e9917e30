package dev.espalier.kernel.render;

import dev.espalier.model.Cost;
import dev.espalier.model.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Summaries as a table with a total. */
public final class SummaryRenderer implements Renderer<Summary> {

    private static final List<Html.Column> DENSE = List.of(
            Html.Column.name("Layer"),
            Html.Column.name("Kind"),
            Html.Column.name("Output"),
            Html.Column.number("Parameters"),
            Html.Column.number("MACs"),
            Html.Column.number("Bytes"));
    private static final List<Html.Column> MASKED =
            Stream.concat(DENSE.stream(), Stream.of(Html.Column.number("Kept"))).toList();

    @Override
    public Class<Summary> type() {
        return Summary.class;
    }

    @Override
    public MimeBundle render(Summary summary) {
        boolean masked = summary.total().density() < 1;
        List<List<String>> rows = summary.mainRows().stream()
                .map(row -> cells(masked, row.layer(), row.kind(), extent(row), row.cost()))
                .toList();
        List<String> total = cells(masked, "total", "", "", summary.total());
        StringBuilder html = new StringBuilder(Html.note(summary.name() + " on " + summary.input()));
        html.append(Html.table(masked ? MASKED : DENSE, rows, total));
        layersByStructure(summary)
                .forEach((structure, layers) -> html.append(Html.note(structure + ": " + String.join(", ", layers))));
        summary.notes().forEach(note -> html.append(Html.note(note)));
        return MimeBundle.text(summary.toString()).with("text/html", html.toString());
    }

    /** Of dense models nothing is said about masks. */
    private static List<String> cells(boolean masked, String layer, String kind, String output, Cost cost) {
        List<String> cells = new ArrayList<>(
                List.of(layer, kind, output, number(cost.parameters()), number(cost.macs()), number(cost.bytes())));
        if (masked) {
            cells.add(cost.parameters() == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * cost.density()));
        }
        return cells;
    }

    /** A structure's name is long and the same in most rows, so it stands below the table once. */
    private static Map<String, List<String>> layersByStructure(Summary summary) {
        return summary.rows().stream()
                .filter(row -> row.cost().density() < 1)
                .collect(Collectors.groupingBy(
                        Summary.Row::structure,
                        LinkedHashMap::new,
                        Collectors.mapping(Summary.Row::layer, Collectors.toList())));
    }

    /** The shape for one image. */
    private static String extent(Summary.Row row) {
        return row.output().dims().stream().skip(1).map(String::valueOf).collect(Collectors.joining("x"));
    }

    private static String number(long number) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
    }
}
