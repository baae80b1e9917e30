package dev.espalier.kernel.render;

import dev.espalier.data.ImageGrid;
import dev.espalier.data.ImageGrid.Cell;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * An {@link ImageGrid} on white paper. Where only the first cells of rows have captions, these stand to the left of the
 * rows; otherwise every caption stands below its picture.
 */
final class GridDrawing {

    private static final Color PAPER = Color.WHITE;
    private static final Color INK = new Color(0x333333);
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final int MARGIN = 8;
    private static final int GAP = 4;

    private final ImageGrid grid;
    private final FontMetrics letters;
    private final boolean rowsNamed;
    private final int cellWidth;
    private final int cellHeight;

    private GridDrawing(ImageGrid grid) {
        this.grid = grid;
        this.letters = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
                .createGraphics()
                .getFontMetrics(FONT);
        this.rowsNamed = rowsNamed(grid);
        this.cellWidth = grid.scale()
                * grid.cells().stream()
                        .mapToInt(cell -> cell.image().getWidth())
                        .max()
                        .orElseThrow();
        this.cellHeight = grid.scale()
                * grid.cells().stream()
                        .mapToInt(cell -> cell.image().getHeight())
                        .max()
                        .orElseThrow();
    }

    static BufferedImage of(ImageGrid grid) {
        return new GridDrawing(grid).draw();
    }

    private static boolean rowsNamed(ImageGrid grid) {
        List<Cell> cells = grid.cells();
        boolean any = false;
        for (int i = 0; i < cells.size(); i++) {
            boolean named = !cells.get(i).caption().isEmpty();
            if (named && (i % grid.columns() != 0 || grid.columns() == 1)) {
                return false;
            }
            any |= named;
        }
        return any;
    }

    private BufferedImage draw() {
        int names = rowsNamed ? widestCaption() + MARGIN : 0;
        int foot = rowsNamed || widestCaption() == 0 ? 0 : letters.getHeight();
        int columns = Math.min(grid.columns(), grid.cells().size());
        BufferedImage sheet = new BufferedImage(
                2 * MARGIN + names + columns * (cellWidth + GAP) - GAP,
                2 * MARGIN + grid.rows() * (cellHeight + foot + GAP) - GAP,
                BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = sheet.createGraphics();
        pen.setColor(PAPER);
        pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        pen.setColor(INK);
        pen.setFont(FONT);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        for (int i = 0; i < grid.cells().size(); i++) {
            Cell cell = grid.cells().get(i);
            int left = MARGIN + names + i % grid.columns() * (cellWidth + GAP);
            int top = MARGIN + i / grid.columns() * (cellHeight + foot + GAP);
            BufferedImage image = cell.image();
            int width = image.getWidth() * grid.scale();
            pen.drawImage(image, left, top, width, image.getHeight() * grid.scale(), null);
            if (rowsNamed) {
                int middle = top + (cellHeight - letters.getHeight()) / 2 + letters.getAscent();
                pen.drawString(cell.caption(), MARGIN, middle);
            } else if (foot > 0) {
                pen.drawString(fitting(cell.caption()), left, top + cellHeight + letters.getAscent());
            }
        }
        pen.dispose();
        return sheet;
    }

    private int widestCaption() {
        return grid.cells().stream()
                .mapToInt(cell -> letters.stringWidth(cell.caption()))
                .max()
                .orElse(0);
    }

    /** The caption, or as much of it as fits below a picture. */
    private String fitting(String caption) {
        if (letters.stringWidth(caption) <= cellWidth) {
            return caption;
        }
        String shorter = caption;
        while (!shorter.isEmpty() && letters.stringWidth(shorter + "…") > cellWidth) {
            shorter = shorter.substring(0, shorter.length() - 1);
        }
        return shorter + "…";
    }
}
