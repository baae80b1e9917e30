package dev.espalier.kernel.render;

import dev.espalier.model.Cost;
import dev.espalier.model.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private static final List<Html.Column> MASKED = Stream.concat(
                    DENSE.stream(), Stream.of(Html.Column.number("Kept"), Html.Column.text("Structure")))
            .toList();

    @Override
    public Class<Summary> type() {
        return Summary.class;
    }

    @Override
    public MimeBundle render(Summary summary) {
        boolean masked = summary.total().density() < 1;
        List<List<String>> rows = summary.mainRows().stream()
                .map(row ->
                        cells(masked, row.layer(), row.kind(), row.output().toString(), row.cost(), row.structure()))
                .toList();
        List<String> total = cells(masked, "total", "", "", summary.total(), "");
        StringBuilder html = new StringBuilder(Html.note(summary.name() + " on " + summary.input()));
        html.append(Html.table(masked ? MASKED : DENSE, rows, total));
        summary.notes().forEach(note -> html.append(Html.note(note)));
        return MimeBundle.text(summary.toString()).with("text/html", html.toString());
    }

    /** Of dense models nothing is said about masks. */
    private static List<String> cells(
            boolean masked, String layer, String kind, String output, Cost cost, String structure) {
        List<String> cells = new ArrayList<>(
                List.of(layer, kind, output, number(cost.parameters()), number(cost.macs()), number(cost.bytes())));
        if (masked) {
            cells.add(cost.parameters() == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * cost.density()));
            cells.add(structure.equals("dense") ? "" : structure);
        }
        return cells;
    }

    private static String number(long number) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
    }
}
