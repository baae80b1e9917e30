package dev.espalier.kernel.render;

import dev.espalier.papers.dais.Searched;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** The widths that a search of channels has found, and how its indicators came to be, as an animation. */
public final class SearchedRenderer implements Renderer<Searched> {

    private static final List<Html.Column> COLUMNS =
            List.of(Html.Column.name("Layer"), Html.Column.number("Channels"), Html.Column.number("Stay"));
    private static final int CENTISECONDS = 50;
    private static final int LAST_CENTISECONDS = 250;

    @Override
    public Class<Searched> type() {
        return Searched.class;
    }

    @Override
    public MimeBundle render(Searched found) {
        List<List<String>> rows = new ArrayList<>();
        found.channels()
                .forEach((layer, all) -> rows.add(
                        List.of(layer, all.toString(), found.widths().get(layer).toString())));
        List<BufferedImage> epochs = IndicatorPicture.of(found);
        byte[] animation = AnimatedGif.of(epochs, CENTISECONDS, LAST_CENTISECONDS);
        String html = Html.table(COLUMNS, rows)
                + Html.gif(animation, "Indicators from epoch to epoch")
                + Html.note(found.toString());
        // What shows no HTML shows how it ended.
        return MimeBundle.text(found.toString())
                .with("text/html", html)
                .with("image/png", ImageRenderer.png(epochs.get(epochs.size() - 1)));
    }
}
