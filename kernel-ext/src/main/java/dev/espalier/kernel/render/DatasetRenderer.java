package dev.espalier.kernel.render;

import dev.espalier.data.Dataset;

/** Datasets: how many images of what, from where, and some of them. */
public final class DatasetRenderer implements Renderer<Dataset> {

    @Override
    public Class<Dataset> type() {
        return Dataset.class;
    }

    @Override
    public MimeBundle render(Dataset data) {
        return MimeBundle.text(data.toString()).with("text/html", DatasetHtml.of(data));
    }
}
