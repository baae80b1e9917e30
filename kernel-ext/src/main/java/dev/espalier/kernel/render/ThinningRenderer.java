package dev.espalier.kernel.render;

import dev.espalier.model.Cost;
import dev.espalier.model.Thinning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What thinning has made of a model: its cost before and after, what went, and what had to stay with the reason. */
public final class ThinningRenderer implements Renderer<Thinning> {

    private static final List<Html.Column> COST = List.of(
            Html.Column.name(""),
            Html.Column.number("Masked"),
            Html.Column.number("Thinned"),
            Html.Column.number("Fewer"));
    private static final List<Html.Column> CHANNELS = List.of(
            Html.Column.name("Made by"),
            Html.Column.number("Channels"),
            Html.Column.number("Gone"),
            Html.Column.number("Stay"),
            Html.Column.text("They stay, because"));

    @Override
    public Class<Thinning> type() {
        return Thinning.class;
    }

    @Override
    public MimeBundle render(Thinning thinning) {
        return MimeBundle.text(thinning.toString()).with("text/html", html(thinning));
    }

    private static String html(Thinning thinning) {
        StringBuilder html = new StringBuilder();
        if (thinning.cuts().isEmpty()) {
            html.append("<div>")
                    .append(Html.escape(thinning.before().name()))
                    .append(": nothing to remove, no mask covers a channel in all it runs through</div>");
        } else {
            Cost before = Cost.of(thinning.before());
            Cost after = Cost.of(thinning.model());
            html.append("<div>")
                    .append(Html.escape(thinning.before().name()))
                    .append(", thinned</div>")
                    .append(Html.table(
                            COST,
                            List.of(
                                    row("Parameters", before, after, Cost::parameters),
                                    row("MACs", before, after, Cost::macs),
                                    row("Bytes", before, after, Cost::bytes))));
        }
        List<List<String>> rows = new ArrayList<>();
        thinning.cuts()
                .forEach(cut -> rows.add(List.of(
                        Html.escape(cut.coupling().name()),
                        Integer.toString(cut.coupling().channels()),
                        Integer.toString(cut.channels().size()),
                        "",
                        "")));
        thinning.stays()
                .forEach(stay -> rows.add(List.of(
                        Html.escape(stay.coupling().name()),
                        Integer.toString(stay.coupling().channels()),
                        "",
                        Integer.toString(stay.channels().size()),
                        folded(stay.reason()))));
        if (!rows.isEmpty()) {
            html.append(Html.tableOfHtml(CHANNELS, rows));
        }
        return html.toString();
    }

    /** Everything from the first semicolon on behind a triangle. */
    private static String folded(String reason) {
        int end = reason.indexOf("; ");
        return end < 0
                ? Html.escape(reason)
                : "<details><summary>" + Html.escape(reason.substring(0, end)) + "</summary>"
                        + Html.escape(reason.substring(end + 2)) + "</details>";
    }

    private static List<String> row(String name, Cost before, Cost after, ToLongFunction<Cost> of) {
        long had = of.applyAsLong(before);
        long has = of.applyAsLong(after);
        return List.of(
                name,
                String.format(Locale.ROOT, "%,d", had),
                String.format(Locale.ROOT, "%,d", has),
                String.format(Locale.ROOT, "%.2fx", (double) had / has));
    }
}
