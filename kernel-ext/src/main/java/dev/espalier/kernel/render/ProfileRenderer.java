package dev.espalier.kernel.render;

import dev.espalier.compile.network.Profile;
import dev.espalier.study.LatencyCharts;
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
        List<Html.Column> columns = profile.headings().stream()
                .map(head -> head.startsWith(">") ? Html.Column.number(head.substring(1)) : Html.Column.name(head))
                .toList();
        String table = Html.table(columns, profile.rows(), profile.total());
        if (!profile.timed()) {
            return table;
        }
        CategoryChart chart = LatencyCharts.layers(profile);
        return table
                + Html.note(profile.note())
                + Html.image(ImageRenderer.png(ChartRenderer.image(chart)), chart.getTitle());
    }
}
