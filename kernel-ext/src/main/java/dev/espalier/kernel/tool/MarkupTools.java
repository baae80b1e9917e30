package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.MimeBundle;
import java.util.List;

/** {@code %%html}, {@code %%markdown}, {@code %%latex}, {@code %%svg} and {@code %%javascript}: show the cell. */
final class MarkupTools {

    private static final Parameter<Boolean> ISOLATED =
            Parameter.flag("isolated", "in a frame of its own, apart from the styles and scripts of the page");

    private MarkupTools() {}

    static List<Magic> all() {
        Schema html = Schema.cell("html", "shows the cell as HTML", MimeBundle.class, ISOLATED)
                .examples("%%html\n<b>done</b>");
        Magic.Body javascript = (arguments, context) -> typed("application/javascript", arguments);
        Schema script = Schema.cell("javascript", "runs the cell as JavaScript in the page", MimeBundle.class)
                .examples("%%javascript\nalert(1)");
        return List.of(
                Magic.of(html, (arguments, context) -> html(arguments)),
                Magic.of(html.calledAs("HTML", "is %%html"), (arguments, context) -> html(arguments)),
                Magic.of(
                        Schema.cell("markdown", "shows the cell as Markdown", MimeBundle.class)
                                .examples("%%markdown\n# Results"),
                        (arguments, context) -> typed("text/markdown", arguments)),
                Magic.of(
                        Schema.cell("latex", "shows the cell as LaTeX", MimeBundle.class)
                                .examples("%%latex\n$$ e^{i\\pi} = -1 $$"),
                        (arguments, context) -> typed("text/latex", arguments)),
                Magic.of(
                        Schema.cell("svg", "shows the cell as an SVG picture", MimeBundle.class)
                                .examples("%%svg\n<svg width=\"9\" height=\"9\"><circle r=\"4\"/></svg>"),
                        (arguments, context) -> typed("image/svg+xml", arguments)),
                Magic.of(script, javascript),
                Magic.of(script.calledAs("js", "is %%javascript"), javascript));
    }

    private static MimeBundle html(Arguments arguments) {
        String html = arguments.body();
        String shown = arguments.get(ISOLATED)
                ? "<iframe style=\"border:0;width:100%\" srcdoc=\"" + Html.escape(html) + "\"></iframe>"
                : html;
        return MimeBundle.text(html).with("text/html", shown);
    }

    private static MimeBundle typed(String mimeType, Arguments arguments) {
        return MimeBundle.text(arguments.body()).with(mimeType, arguments.body());
    }
}
