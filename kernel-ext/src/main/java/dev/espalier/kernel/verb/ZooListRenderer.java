package dev.espalier.kernel.verb;

import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderer;
import java.util.List;

/** The zoo as a table. */
public final class ZooListRenderer implements Renderer<ZooList> {

    @Override
    public Class<ZooList> type() {
        return ZooList.class;
    }

    @Override
    public MimeBundle render(ZooList zoo) {
        List<Html.Column> columns = List.of(
                Html.Column.name("Name"),
                Html.Column.number("Images"),
                Html.Column.number("Classes"),
                Html.Column.number("Parameters"),
                Html.Column.number("MACs"),
                Html.Column.text("What it is"));
        List<List<String>> rows = zoo.entries().stream()
                .map(entry -> List.of(
                        "<code>" + Html.escape(entry.name()) + "</code>",
                        entry.images(),
                        ZooList.number(entry.usual().classes()),
                        ZooList.number(entry.cost().parameters()),
                        ZooList.number(entry.cost().macs()),
                        Html.escape(entry.description())))
                .toList();
        return MimeBundle.text(zoo.toString())
                .with("text/html", Html.tableOfHtml(columns, rows) + Html.note(zoo.note()));
    }
}
