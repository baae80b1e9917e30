package dev.espalier.kernel.render;

import dev.espalier.data.Split;

/** Both parts of a split, and some images of the training part. */
public final class SplitRenderer implements Renderer<Split> {

    @Override
    public Class<Split> type() {
        return Split.class;
    }

    @Override
    public MimeBundle render(Split split) {
        return MimeBundle.text(split.toString()).with("text/html", DatasetHtml.of(split.train(), split.test()));
    }
}
