package dev.espalier.kernel.render;

import dev.espalier.compile.network.Profile;
import dev.espalier.study.LatencyCharts;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;

/** A compiled network call by call, and where its milliseconds go if it was timed. */
public final class ProfileRenderer implements Renderer<Profile> {

    @Override
    public Class<Profile> type() {
        return Profile.class;
    }

    @Override
    public MimeBundle render(Profile profile) {
        return MimeBundle.text(profile.toString()).with("text/html", html(profile));
    }

    String html(Profile profile) {
        List<String> heads = profile.headings();
        List<Html.Column> columns = heads.stream().map(ProfileRenderer::column).toList();
        int structure = heads.indexOf(Profile.STRUCTURE);
        List<List<String>> rows = new ArrayList<>();
        String last = "";
        for (List<String> row : profile.rows()) {
            List<String> cells = new ArrayList<>(row.stream().map(Html::escape).toList());
            if (structure >= 0 && !row.get(structure).isEmpty()) {
                // The names are long, and mostly the same as in the row above.
                cells.set(structure, row.get(structure).equals(last) ? "″" : cells.get(structure));
                last = row.get(structure);
            }
            cells.set(cells.size() - 1, kernel(row.get(cells.size() - 1)));
            rows.add(cells);
        }
        // All columns fit a notebook's width so.
        String table = "<div style=\"font-size:80%\">"
                + Html.tableOfHtml(columns, rows, Html.bold(profile.total()))
                + "</div>";
        if (!profile.timed()) {
            return table;
        }
        CategoryChart chart = LatencyCharts.layers(profile);
        return table
                + Html.note(profile.note())
                + Html.image(ImageRenderer.png(ChartRenderer.image(chart)), chart.getTitle());
    }

    private static Html.Column column(String head) {
        return switch (head) {
            case Profile.STRUCTURE -> Html.Column.text("Structure");
            case "work" -> Html.Column.text("Work");
            default -> Html.Column.of(head);
        };
    }

    /** Its settings are for those who point at it. */
    private static String kernel(String schedule) {
        String[] parts = schedule.split(" ", 2);
        return "<span title=\"" + Html.escape(parts.length > 1 ? parts[1] : "it has no settings") + "\">"
                + Html.escape(parts[0]) + "</span>";
    }
}
