package dev.espalier.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class InstalledRenderersTest {

    private final Renderers renderers = Renderers.installed();

    @Test
    void imagesKeepEveryPixel() throws IOException {
        BufferedImage image = new BufferedImage(120, 3, BufferedImage.TYPE_BYTE_GRAY);
        image.setRGB(119, 2, 0xFFFFFF);
        MimeBundle shown = renderers.render(image);
        BufferedImage read = png(shown);
        assertThat(read.getWidth()).isEqualTo(120);
        assertThat(read.getRGB(119, 2)).isEqualTo(0xFFFFFFFF);
        assertThat(read.getRGB(118, 2)).isEqualTo(0xFF000000);
        assertThat(shown.plain()).isEqualTo("image of 120 x 3 pixels");
        assertThat(shown.data()).doesNotContainKey("text/html");
    }

    @Test
    void smallImagesAreEnlargedByAWholeFactor() {
        MimeBundle shown = renderers.render(new BufferedImage(28, 14, BufferedImage.TYPE_INT_RGB));
        assertThat(shown.data().get("text/html")).contains("width=\"112\"", "image-rendering:pixelated");
    }

    @Test
    void chartsBecomePicturesOfTheirSize() throws IOException {
        XYChart chart = new XYChart(300, 200);
        chart.setTitle("loss");
        chart.addSeries("train", new double[] {1, 2}, new double[] {3, 4});
        chart.addSeries("test", new double[] {1, 2}, new double[] {4, 5});
        MimeBundle shown = renderers.render(chart);
        assertThat(png(shown).getWidth()).isEqualTo(300);
        assertThat(shown.plain()).isEqualTo("chart \"loss\" of train, test");
    }

    @Test
    void tablesShowTwentyRowsEscaped() {
        Table table = Table.create(
                "runs",
                StringColumn.create(
                        "<name>",
                        IntStream.range(0, 25).mapToObj(i -> "<b>" + i + "</b>").toArray(String[]::new)),
                IntColumn.create("n", IntStream.range(0, 25).toArray()));
        MimeBundle shown = renderers.render(table);
        assertThat(shown.data().get("text/html"))
                .contains("<th style=\"text-align:left\">&lt;name&gt;</th>")
                .contains("<td style=\"text-align:left\">&lt;b&gt;19&lt;/b&gt;</td>")
                .contains("<td style=\"text-align:right;white-space:nowrap\">19</td>")
                .contains("first 20 of 25 rows, 2 columns")
                .contains("<details><summary>rows 21 to 25</summary>", "&lt;b&gt;24&lt;/b&gt;")
                .doesNotContain("<b>");
        assertThat(shown.plain())
                .contains("runs", "<b>19</b>", "first 20 of 25 rows")
                .doesNotContain("<b>20</b>");
    }

    @Test
    void tablesWithoutRowsOrColumnsAreFine() {
        assertThat(renderers.render(Table.create("empty")).plain()).isEqualTo("empty\n0 rows, 0 columns");
        MimeBundle shown = renderers.render(Table.create(DoubleColumn.create("x")));
        assertThat(shown.plain()).contains("x").endsWith("0 rows, 1 column");
    }

    @Test
    void arraysShowShapeTypeAndRange() {
        MimeBundle shown =
                renderers.render(Nd4j.arange(2 * 7 * 9).castTo(DataType.FLOAT).reshape(2, 7, 9));
        assertThat(shown.plain())
                .startsWith("FLOAT [2, 7, 9]  min 0.000  mean 62.50  max 125.0\nat [0, :, :]\n")
                .contains("\n  9.000  10.00", "…");
        assertThat(shown.data().get("text/html"))
                .contains("<td style=\"text-align:right;white-space:nowrap;padding:.3em .45em\">9.000</td>");
    }

    @Test
    void arraysOfEveryRankAreShown() {
        assertThat(renderers.render(Nd4j.scalar(2.5)).plain()).endsWith("\n  2.500");
        assertThat(renderers.render(Nd4j.createFromArray(1L, 2L)).plain())
                .startsWith("LONG [2]  min 1")
                .endsWith("\n  1  2");
        assertThat(renderers.render(Nd4j.empty(DataType.FLOAT)).plain()).isEqualTo("FLOAT [], empty");
        assertThat(renderers.render(Nd4j.createFromArray(true, false)).plain()).startsWith("BOOL [2]\n");
    }

    private static BufferedImage png(MimeBundle shown) throws IOException {
        return ImageIO.read(
                new ByteArrayInputStream(Base64.getDecoder().decode(shown.data().get("image/png"))));
    }
}
