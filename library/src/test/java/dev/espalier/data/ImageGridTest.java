package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImageGridTest {

    @Test
    void firstPerClassHasARowPerClass() {
        ImageGrid grid = ImageGrid.firstPerClass(Samples.numbered(30, 3), 4);
        assertThat(grid.rows()).isEqualTo(3);
        assertThat(grid.columns()).isEqualTo(4);
        assertThat(grid.cells()).extracting(ImageGrid.Cell::caption).startsWith("class 0", "", "", "", "class 1");
        // Third image of class 1 is image 7.
        assertThat(grid.cells().get(6).image().getRGB(0, 0)).isEqualTo(0xff070707);
        assertThat(grid)
                .hasToString("first 4 of each class of numbered: 12 pictures, 3 x 4\n  class 0\n  class 1\n  class 2");
    }

    @Test
    void firstPerClassSkipsAbsentClassesAndKeepsRowsEquallyLong() {
        ImageGrid grid = ImageGrid.firstPerClass(Samples.numbered(10, 5).subset(0, 5, 1, 3, 8), 4);
        assertThat(grid.columns()).isEqualTo(1);
        assertThat(grid.cells()).extracting(ImageGrid.Cell::caption).containsExactly("class 0", "class 1", "class 3");
    }

    @Test
    void smallImagesAreEnlarged() {
        assertThat(ImageGrid.first(Samples.counting(2, 1, 28, 28), 2, 2).scale())
                .isEqualTo(2);
        assertThat(ImageGrid.first(Samples.counting(2, 1, 64, 64), 2, 2).scale())
                .isEqualTo(1);
        assertThat(ImageGrid.first(Samples.counting(2, 1, 28, 28), 2, 2)
                        .scaled(5)
                        .scale())
                .isEqualTo(5);
    }

    @Test
    void anEmptyGridIsRefused() {
        assertThatThrownBy(() -> new ImageGrid("none", List.of(), 3, 1))
                .hasMessage("0 pictures in 3 columns at scale 1: expected at least 1 of each");
    }
}
