package dev.espalier.kernel.magic;

import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderer;
import java.util.List;

/** The list of magics as a table with what each does and an example. */
public final class MagicIndexRenderer implements Renderer<MagicIndex> {

    @Override
    public Class<MagicIndex> type() {
        return MagicIndex.class;
    }

    @Override
    public MimeBundle render(MagicIndex index) {
        List<List<String>> rows = index.schemas().stream()
                .map(schema -> List.of(
                        "<code>" + Html.escape(schema.call()) + "</code>",
                        Html.escape(schema.summary()),
                        schema.examples().isEmpty()
                                ? ""
                                : "<code>" + Html.escape(schema.examples().get(0)) + "</code>"))
                .toList();
        String table = Html.tableOfHtml(
                List.of(Html.Column.name("Magic"), Html.Column.text("What it does"), Html.Column.text("Example")),
                rows);
        return MimeBundle.text(index.toString()).with("text/html", table + Html.note("%name? explains one of them"));
    }
}
