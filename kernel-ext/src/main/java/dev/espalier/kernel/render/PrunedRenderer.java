package dev.espalier.kernel.render;

import dev.espalier.model.Structure;
import dev.espalier.prune.Pruned;
import dev.espalier.prune.PrunedLayer;
import dev.espalier.study.PatternPicture;
import java.util.List;
import java.util.Locale;

/** What pruning did to each layer, and the patterns it used. */
public final class PrunedRenderer implements Renderer<Pruned> {

    private static final List<Html.Column> COLUMNS = List.of(
            Html.Column.name("Layer"),
            Html.Column.name("Weight"),
            Html.Column.number("Weights"),
            Html.Column.number("Kept"),
            Html.Column.number("Rate"),
            Html.Column.number("Index bits"),
            Html.Column.text("Left dense, as it"));

    @Override
    public Class<Pruned> type() {
        return Pruned.class;
    }

    @Override
    public MimeBundle render(Pruned pruned) {
        return MimeBundle.text(pruned.toString()).with("text/html", html(pruned));
    }

    static String html(Pruned pruned) {
        StringBuilder html = new StringBuilder("<div>" + Html.escape(headline(pruned)) + "</div>");
        if (pruned.structure() instanceof Structure.PatternConnectivity pattern) {
            html.append(Html.image(
                    ImageRenderer.png(PatternPicture.of(pattern.patterns())),
                    pattern.patterns().size() + " kernel patterns"));
        }
        html.append(Html.table(
                COLUMNS,
                pruned.layers().stream().map(layer -> row(pruned, layer)).toList()));
        pruned.index().ifPresent(index -> html.append(Html.note(index.toString())));
        html.append(
                Html.note("A masked model stores and multiplies its zeros: it is not faster until it is compiled."));
        return html.toString();
    }

    private static String headline(Pruned pruned) {
        long layers = pruned.layers().stream().filter(PrunedLayer::pruned).count();
        return pruned.model().name() + ", " + pruned.structure() + ": " + pruned.rate() + " over " + layers + " of "
                + pruned.layers().size() + " layers, " + pruned.wholeRate() + " over all parameters";
    }

    private static List<String> row(Pruned pruned, PrunedLayer layer) {
        return List.of(
                layer.layer(),
                layer.shape().toString(),
                String.format(Locale.ROOT, "%,d", layer.total()),
                String.format(Locale.ROOT, "%,d", layer.kept()),
                layer.achieved().toString(),
                pruned.index(layer)
                        .map(index -> String.format(Locale.ROOT, "%.2f", index.bitsPerWeight()))
                        .orElse(""),
                layer.excluded().orElse(""));
    }
}
