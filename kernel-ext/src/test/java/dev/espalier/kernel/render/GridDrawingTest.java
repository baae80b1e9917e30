package dev.espalier.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.Dataset;
import dev.espalier.data.ImageGrid;
import dev.espalier.data.ImageGrid.Cell;
import dev.espalier.data.Provenance;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GridDrawingTest {

    private static final int WHITE = 0xFFFFFFFF;
    private static final int RED = 0xFFFF0000;

    @Test
    void everyPixelBecomesASharpSquare() {
        BufferedImage sheet = GridDrawing.of(new ImageGrid("t", List.of(cell(2, 1, "")), 1, 5));
        assertThat(sheet.getWidth()).isEqualTo(8 + 10 + 8);
        assertThat(sheet.getHeight()).isEqualTo(8 + 5 + 8);
        for (int y = 0; y < sheet.getHeight(); y++) {
            for (int x = 0; x < sheet.getWidth(); x++) {
                boolean inside = x >= 8 && x < 18 && y >= 8 && y < 13;
                assertThat(sheet.getRGB(x, y)).isEqualTo(inside ? RED : WHITE);
            }
        }
    }

    @Test
    void namesOfRowsStandLeftOfThemAndOthersBelow() {
        List<Cell> rows = List.of(cell(40, 40, "row"), cell(40, 40, ""), cell(40, 40, "next"), cell(40, 40, ""));
        BufferedImage left = GridDrawing.of(new ImageGrid("t", rows, 2, 1));
        assertThat(left.getHeight()).isEqualTo(8 + 40 + 4 + 40 + 8);
        assertThat(left.getWidth()).isGreaterThan(8 + 40 + 4 + 40 + 8);

        List<Cell> each = List.of(cell(40, 40, "a long name that is cut"), cell(40, 40, "b"));
        BufferedImage below = GridDrawing.of(new ImageGrid("t", each, 2, 1));
        assertThat(below.getWidth()).isEqualTo(8 + 40 + 4 + 40 + 8);
        assertThat(below.getHeight()).isGreaterThan(8 + 40 + 8);
        assertThat(below.getRGB(8 + 40 + 2, 8 + 40 + 8))
                .as("the cut caption ends here")
                .isEqualTo(WHITE);
    }

    @Test
    void ofManyClassesOneImageEachIsShownAndLargeOnesAreReduced() {
        ImageGrid grid = Thumbnails.of(dataset(70, 144, 96));
        assertThat(grid.cells()).hasSize(60);
        assertThat(grid.title()).isEqualTo("one of each of the first 60 of 70 classes");
        BufferedImage first = grid.cells().get(0).image();
        assertThat(first.getHeight()).isEqualTo(72);
        assertThat(first.getWidth()).isEqualTo(48);
        assertThat(grid.cells().get(59).caption()).isEqualTo("class 59");
        assertThat(Thumbnails.of(dataset(3, 10, 10)).columns()).isEqualTo(1);
    }

    private static Cell cell(int width, int height, String caption) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        IntStream.range(0, width * height).forEach(i -> image.setRGB(i % width, i / width, RED));
        return new Cell(image, caption);
    }

    private static Dataset dataset(int classes, int height, int width) {
        return new Dataset(
                "many",
                1,
                height,
                width,
                new byte[classes * height * width],
                IntStream.range(0, classes).toArray(),
                IntStream.range(0, classes).mapToObj(i -> "class " + i).toList(),
                Provenance.of("nowhere", Map.of()));
    }
}
