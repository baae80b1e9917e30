package dev.espalier.data;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Pictures in rows and columns, to be looked at; a notebook shows it as one picture.
 *
 * @param title what is shown, for people
 * @param cells row by row; the last row may be short
 * @param columns cells per row, at least 1
 * @param scale screen pixels per image pixel, at least 1
 */
public record ImageGrid(String title, List<Cell> cells, int columns, int scale) {

    /** Screen pixels of the shorter side from which a small picture can be recognised. */
    private static final int RECOGNISABLE = 56;

    /**
     * One picture.
     *
     * @param image to be read only
     * @param caption under it; may be empty
     */
    public record Cell(BufferedImage image, String caption) {

        public Cell {
            Objects.requireNonNull(image, "image");
            Objects.requireNonNull(caption, "caption");
        }
    }

    public ImageGrid {
        Objects.requireNonNull(title, "title");
        cells = List.copyOf(cells);
        if (cells.isEmpty() || columns < 1 || scale < 1) {
            throw new IllegalArgumentException("%d pictures in %d columns at scale %d: expected at least 1 of each"
                    .formatted(cells.size(), columns, scale));
        }
    }

    /**
     * The first images of a dataset, each with the name of its class.
     *
     * @param count 1 to data.size()
     * @param columns at least 1
     */
    public static ImageGrid first(Dataset data, int count, int columns) {
        Dataset shown = data.take(count);
        List<Cell> cells = IntStream.range(0, count)
                .mapToObj(i -> new Cell(shown.image(i), shown.classNames().get(shown.label(i))))
                .toList();
        return new ImageGrid("first %d of %s".formatted(count, data.title()), cells, columns, scaleOf(data));
    }

    /**
     * A row for each class that has images, with its first ones; the first cell of a row carries the name of the class.
     *
     * @param count images per class, at least 1; fewer are shown if a class has fewer, so that rows are equally long
     */
    public static ImageGrid firstPerClass(Dataset data, int count) {
        int[] counts = data.counts();
        int[] present =
                IntStream.range(0, counts.length).filter(c -> counts[c] > 0).toArray();
        int columns =
                Math.min(count, IntStream.of(present).map(c -> counts[c]).min().orElseThrow());
        Dataset shown = data.takePerClass(columns);
        List<Cell> cells = new ArrayList<>();
        for (int c : present) {
            String name = data.classNames().get(c);
            for (int i = 0, column = 0; i < shown.size(); i++) {
                if (shown.label(i) == c) {
                    cells.add(new Cell(shown.image(i), column++ == 0 ? name : ""));
                }
            }
        }
        String title = "first %d of each class of %s".formatted(columns, data.title());
        return new ImageGrid(title, cells, columns, scaleOf(data));
    }

    /** This with other screen pixels per image pixel. */
    public ImageGrid scaled(int by) {
        return new ImageGrid(title, cells, columns, by);
    }

    /** Number of rows. */
    public int rows() {
        return (cells.size() + columns - 1) / columns;
    }

    private static int scaleOf(Dataset data) {
        int side = Math.min(data.height(), data.width());
        return Math.max(1, (RECOGNISABLE + side - 1) / side);
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("%s: %d pictures, %d x %d".formatted(title, cells.size(), rows(), columns));
        for (int row = 0; row < rows(); row++) {
            String captions = cells.subList(row * columns, Math.min((row + 1) * columns, cells.size())).stream()
                    .map(Cell::caption)
                    .filter(caption -> !caption.isEmpty())
                    .reduce((left, right) -> left + " | " + right)
                    .orElse("");
            text.append("\n  ").append(captions);
        }
        return text.toString().stripTrailing();
    }
}
