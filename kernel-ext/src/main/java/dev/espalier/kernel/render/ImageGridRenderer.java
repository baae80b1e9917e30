package dev.espalier.kernel.render;

import dev.espalier.data.ImageGrid;

/** Pictures in rows and columns as one PNG. */
public final class ImageGridRenderer implements Renderer<ImageGrid> {

    @Override
    public Class<ImageGrid> type() {
        return ImageGrid.class;
    }

    @Override
    public MimeBundle render(ImageGrid grid) {
        return MimeBundle.text(grid.toString()).with("image/png", ImageRenderer.png(GridDrawing.of(grid)));
    }
}
