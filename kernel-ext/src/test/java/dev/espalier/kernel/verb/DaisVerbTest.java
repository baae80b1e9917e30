package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.render.MimeBundle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The search for channels from cells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DaisVerbTest {

    private static final Pattern GIF = Pattern.compile("data:image/gif;base64,([^\"]+)\"");

    private final Cells cells = new Cells();

    @BeforeAll
    void makeVariables() {
        cells.done(
                """
                var data = %data fashion-mnist --excerpt --train 200 --test 50
                var net = %zoo resnet8""");
    }

    @AfterAll
    void close() {
        cells.close();
    }

    @Test
    void searchesAndShowsTheIndicatorsOfEveryEpoch(@TempDir Path folder) throws IOException {
        String line = "%dais net data --macs 0.6 --epochs 3 --warm-up 1 --checkpoint " + folder.resolve("c");
        MimeBundle found = cells.value(line);
        assertThat(found.plain()).contains("of the MACs stay, 60% were asked for");
        assertThat(found.data()).containsKey("image/png");
        String html = found.data().get("text/html");
        assertThat(html).contains("layer1.0.conv1", "Indicators from epoch to epoch");
        Matcher gif = GIF.matcher(html);
        assertThat(gif.find()).isTrue();
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(gif.group(1)))));
        assertThat(reader.getNumImages(true)).isEqualTo(3);
        BufferedImage first = reader.read(0);
        // The first bar of the first row, at I = sigmoid(1) = 0.73 of the way from white to 0072B2; GIF has 256
        // colours.
        int rgb = first.getRGB(153, 30);
        assertThat(rgb >> 16 & 255).isBetween(255 - 186 - 6, 255 - 186 + 6);
        assertThat(rgb >> 8 & 255).isBetween(152 - 6, 152 + 6);
        assertThat(rgb & 255).isBetween(199 - 6, 199 + 6);
        // The search is done, so that going on gives the same.
        assertThat(cells.text(line + " --resume")).isEqualTo(found.plain());
        cells.done("var search = " + line + " --one-level\nvar small = search.hard();");
        assertThat(cells.text("small.history().stream().map(step -> step.verb()).toList()"))
                .contains("dais", "recalibrate");
    }

    @Test
    void mistakesSayWhatWouldBeRight() {
        assertThat(cells.failure("%dais net data --macs 1"))
                .contains("a search that keeps 1.0 of the MACs; it must be in (0, 1)");
        assertThat(cells.failure("%dais net data --annealing slow"))
                .contains("'slow' is no annealing; write hyperbolic:1:49, exponential:1:0.02 or fixed:1");
        assertThat(cells.failure("%dais net data --resume")).contains("--resume needs the --checkpoint to go on from");
        assertThat(cells.failure("%data cifar-10 --excerpt"))
                .contains("--excerpt is one of fashion-mnist, not of cifar-10");
        assertThat(cells.failure("%data cifar-100 --train 5")).contains("did you mean 'cifar-10'?");
    }
}
