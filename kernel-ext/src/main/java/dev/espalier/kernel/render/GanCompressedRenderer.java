package dev.espalier.kernel.render;

import dev.espalier.gan.GanCompressed;
import java.util.List;
import java.util.stream.IntStream;

/** Teacher and student side by side, what was left of the teacher, and how the student was trained. */
public final class GanCompressedRenderer implements Renderer<GanCompressed> {

    private static final List<Html.Column> COLUMNS = IntStream.range(0, GanCompressed.COLUMNS.size())
            .mapToObj(i -> i == 0
                    ? Html.Column.name(GanCompressed.COLUMNS.get(i))
                    : Html.Column.number(GanCompressed.COLUMNS.get(i)))
            .toList();

    @Override
    public Class<GanCompressed> type() {
        return GanCompressed.class;
    }

    @Override
    public MimeBundle render(GanCompressed small) {
        String html = "<div>" + Html.escape(small.headline()) + "</div>"
                + Html.table(COLUMNS, small.rows())
                + "<details><summary>what is left of the teacher</summary>"
                + Html.preformatted(small.found().toString()) + "</details>"
                + GanRunRenderer.html(small.run());
        return MimeBundle.text(small.toString()).with("text/html", html);
    }
}
