package dev.espalier.kernel.render;

import dev.espalier.data.Dataset;
import dev.espalier.data.ImageGrid;
import dev.espalier.data.ImageGrid.Cell;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;

/** A look at a dataset: some images of each class, or one of each where there are many classes. */
final class Thumbnails {

    private static final int FEW_CLASSES = 12;
    private static final int MANY_CLASSES = 60;
    private static final int PER_CLASS = 8;
    private static final int COLUMNS = 10;
    private static final int LARGEST = 72;

    private Thumbnails() {}

    static ImageGrid of(Dataset data) {
        ImageGrid grid = data.classNames().size() <= FEW_CLASSES
                ? ImageGrid.firstPerClass(data, PER_CLASS)
                : oneOfEach(ImageGrid.firstPerClass(data, 1));
        return new ImageGrid(
                grid.title(),
                grid.cells().stream()
                        .map(cell -> new Cell(reduced(cell.image()), cell.caption()))
                        .toList(),
                grid.columns(),
                grid.scale());
    }

    private static ImageGrid oneOfEach(ImageGrid all) {
        int shown = Math.min(MANY_CLASSES, all.cells().size());
        String title = shown < all.cells().size()
                ? "one of each of the first " + shown + " of " + all.cells().size() + " classes"
                : all.title();
        return new ImageGrid(title, all.cells().subList(0, shown), COLUMNS, all.scale());
    }

    private static BufferedImage reduced(BufferedImage image) {
        int longest = Math.max(image.getWidth(), image.getHeight());
        if (longest <= LARGEST) {
            return image;
        }
        int width = Math.max(1, image.getWidth() * LARGEST / longest);
        int height = Math.max(1, image.getHeight() * LARGEST / longest);
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = small.createGraphics();
        pen.drawImage(image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        pen.dispose();
        return small;
    }
}
