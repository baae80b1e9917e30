package dev.espalier.kernel.render;

import dev.espalier.budget.Allocation;
import dev.espalier.budget.Measure;
import dev.espalier.study.BudgetCharts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A divided budget: a bar and a row a layer, and what the whole comes to. */
public final class AllocationRenderer implements Renderer<Allocation> {

    /** Layers that have no dial and hold less than this part of the whole are summed up in one row. */
    private static final double MATTERS = 0.01;

    @Override
    public Class<Allocation> type() {
        return Allocation.class;
    }

    @Override
    public MimeBundle render(Allocation allocation) {
        Measure measure = allocation.budget().measure();
        List<Html.Column> columns = List.of(
                Html.Column.name("Layer"),
                Html.Column.name("Position"),
                Html.Column.number(measure + " before"),
                Html.Column.number("After"),
                Html.Column.number("Left"));
        List<List<String>> rows = new ArrayList<>();
        List<Allocation.Row> small = new ArrayList<>();
        for (Allocation.Row row : allocation.rows()) {
            if (row.position().isEmpty()
                    && row.before() < MATTERS * allocation.had().whole()) {
                small.add(row);
            } else {
                rows.add(cells(measure, row.layer(), row.position().orElse("no dial"), row.before(), row.after()));
            }
        }
        if (!small.isEmpty()) {
            rows.add(cells(
                    measure,
                    small.size() == 1 ? small.get(0).layer() : small.size() + " small ones",
                    "no dial",
                    small.stream().mapToLong(Allocation.Row::before).sum(),
                    small.stream().mapToLong(Allocation.Row::after).sum()));
        }
        List<String> total = cells(
                measure,
                "whole model",
                "",
                allocation.had().whole(),
                allocation.has().whole());
        String html = "<div>"
                + Html.escape("Budget " + allocation.budget() + " of "
                        + allocation.dials().model().name() + ", "
                        + allocation.dials().method() + ", divided by "
                        + allocation.strategy())
                + "</div>"
                + Html.image(ImageRenderer.png(ChartRenderer.image(BudgetCharts.division(allocation))), "Division")
                + Html.table(columns, rows, total)
                + allocation
                        .predictedIncrease()
                        .map(increase -> Html.note(String.format(
                                Locale.ROOT, "The measured loss increases add up to %.4f nats.", increase)))
                        .orElse("")
                + Html.note("Nothing was trained since: %train makes up for it.");
        return MimeBundle.text(allocation.toString()).with("text/html", html);
    }

    private static List<String> cells(Measure measure, String layer, String position, long before, long after) {
        return List.of(layer, position, measure.text(before), measure.text(after), Allocation.left(before, after));
    }
}
