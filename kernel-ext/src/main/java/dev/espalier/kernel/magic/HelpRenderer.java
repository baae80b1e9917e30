package dev.espalier.kernel.magic;

import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderer;
import java.util.List;

/** Help as a heading, a table of parameters, and examples. */
public final class HelpRenderer implements Renderer<Help> {

    @Override
    public Class<Help> type() {
        return Help.class;
    }

    @Override
    public MimeBundle render(Help help) {
        Schema schema = help.schema();
        StringBuilder html = new StringBuilder();
        html.append("<p><code>").append(Html.escape(Usage.line(schema))).append("</code><br>");
        html.append(Html.escape(Usage.sentence(schema.summary()))).append("</p>");
        if (!schema.parameters().isEmpty()) {
            List<List<String>> rows = schema.parameters().stream()
                    .map(p -> List.of(
                            "<code>" + Html.escape(Usage.withValue(p)) + "</code>", Html.escape(Usage.meaning(p))))
                    .toList();
            html.append(Html.tableOfHtml(List.of(Html.Column.name(""), Html.Column.text("")), rows));
        }
        schema.examples().forEach(example -> html.append(Html.preformatted(example)));
        return MimeBundle.text(help.toString()).with("text/html", html.toString());
    }
}
