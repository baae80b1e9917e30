package dev.espalier.kernel.render;

import dev.espalier.model.Cost;
import dev.espalier.model.Summary;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Summaries as a table with a total. */
public final class SummaryRenderer implements Renderer<Summary> {

    @Override
    public Class<Summary> type() {
        return Summary.class;
    }

    @Override
    public MimeBundle render(Summary summary) {
        return MimeBundle.text(summary.toString()).with("text/html", html(summary));
    }

    String html(Summary summary) {
        boolean masked = summary.total().density() < 1;
        boolean structured = summary.rows().stream()
                .anyMatch(row -> !Set.of("", Summary.DENSE).contains(row.structure()));
        List<Html.Column> columns = new ArrayList<>(List.of(
                Html.Column.name("Layer"),
                Html.Column.name("Kind"),
                Html.Column.name("Output"),
                Html.Column.number("Parameters")));
        if (masked) {
            columns.add(Html.Column.number("Rate"));
        }
        columns.addAll(List.of(Html.Column.number("MACs"), Html.Column.number("Bytes")));
        if (structured) {
            columns.add(Html.Column.text("Structure"));
        }
        List<List<String>> rows = summary.mainRows().stream()
                .map(row -> cells(masked, structured, row, extent(row)))
                .toList();
        Summary.Row whole = new Summary.Row("total", "", Shape.SCALAR, false, summary.total(), "");
        StringBuilder html = new StringBuilder(Html.note(summary.name() + " on " + summary.input()));
        html.append(Html.table(columns, rows, cells(masked, structured, whole, "")));
        summary.notes().forEach(note -> html.append(Html.note(note)));
        return html.toString();
    }

    /** Of dense models nothing is said about masks. */
    private static List<String> cells(boolean masked, boolean structured, Summary.Row row, String extent) {
        Cost cost = row.cost();
        List<String> cells = new ArrayList<>(List.of(row.layer(), row.kind(), extent, number(cost.parameters())));
        if (masked) {
            cells.add(Summary.rate(cost));
        }
        cells.addAll(List.of(number(cost.macs()), number(cost.bytes())));
        if (structured) {
            cells.add(row.structure());
        }
        return cells;
    }

    /** The shape for one image. */
    private static String extent(Summary.Row row) {
        return row.output().dims().stream().skip(1).map(String::valueOf).collect(Collectors.joining("x"));
    }

    private static String number(long number) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
    }
}
