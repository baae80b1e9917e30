package dev.espalier.kernel.verb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.FashionMnist;
import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.magic.RecordedOutput;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.CellResult;
import dev.espalier.kernel.session.Session;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs as cells use them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerbsTest {

    private final Session session = Session.open();
    private final RecordedOutput output = new RecordedOutput();

    private Path folder;

    @BeforeAll
    void makeVariables(@TempDir Path temporary) throws IOException {
        folder = temporary;
        done("var data = %data fashion-mnist --excerpt --train 100 --test 50");
        done("var net = %zoo vgg-small data");
        done("var text = \"words\"; var colour = Zoo.lenet5(Shape.of(3, 32, 32), 10, new Seed(1));");
        pictures(folder.resolve("photos"));
        Files.write(folder.resolve("photos/dog/3.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
        pictures(folder.resolve("good"));
    }

    @AfterAll
    void close() {
        session.close();
    }

    @Test
    void dataIsASplitWithItsProvenance() {
        assertThat(value("data").plain())
                .isEqualTo(
                        """
                        Fashion-MNIST train [excerpt]: 100 images of 1x28x28, 10 classes of 10
                          from the excerpt that comes with the library
                          selected by sample(100, seed 1)
                        Fashion-MNIST test [excerpt]: 50 images of 1x28x28, 10 classes of 5
                          from the excerpt that comes with the library
                          selected by sample(50, seed 1)""");
        assertThat(value("data").data().get("text/html"))
                .contains(
                        "<td style=\"text-align:right;white-space:nowrap\">100</td>",
                        "28x28 grey",
                        "data:image/png;base64,");
    }

    @Test
    void theExcerptStandsInWhereTheFullSetIsMissingAndSaysSo() {
        DataVerb verb = new DataVerb(context -> FashionMnist.excerpt());
        RecordedOutput shown = new RecordedOutput();
        try (Session other = new Session(Options.defaults(), new Magics(List.of(verb)), Renderers.of(List.of()))) {
            other.run("var data = %data fashion-mnist --train 12000 --test 100", shown);
            assertThat(shown.events)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "display This is an excerpt of 2,000 images, too few for accuracies that mean anything");
            CellResult sizes = other.run("data.train().size() + \" \" + data.test().size()", shown);
            assertThat(((CellResult.Value) sizes).shown().plain()).isEqualTo("1600 100");
        }
    }

    @Test
    void foldersOfImagesAreSplitWhereTheyAreNotYet() {
        MimeBundle shown = value("%data '" + folder.resolve("good") + "' --size 8x10 --grey --split 0.5");
        assertThat(shown.plain())
                .contains("good: 2 images of 1x8x10, 2 classes of 1", "selected by split(0.5, seed 1).train");
    }

    @Test
    void zooListsAndMakesNetworks() {
        MimeBundle listed = value("%zoo");
        assertThat(listed.plain())
                .contains("lenet5", "resnet20", "vgg16-imagenet", "counts are for these images and classes")
                .containsPattern("lenet5 +1x28x28 +10 +61,706 +416,520 ")
                .containsPattern("resnet50-imagenet +3x224x224 +1,000 +25,557,032 +4,089,184,256 ")
                .contains("residual network, 20 layers");
        assertThat(listed.data().get("text/html")).contains("<code>mobilenetv2-0.5</code>");
        assertThat(value("%zoo lenet5 --input 3x32x32 --classes 7 --seed 5").plain())
                .startsWith("lenet5: [N, 3, 32, 32] to [N, 7]\n")
                .endsWith("1. zoo name=lenet5 input=[3, 32, 32] classes=7 seed=5");
    }

    @Test
    void aModelShowsWhatItIsAndNotItsNumbers() {
        MimeBundle shown = value("net");
        assertThat(shown.plain())
                .startsWith("vgg-small: [N, 1, 28, 28] to [N, 10]\n  ")
                .contains("298,410 parameters, 29,138,688 MACs, ")
                .endsWith("  1. zoo name=vgg-small input=[1, 28, 28] classes=10 seed=1");
        assertThat(shown.data().get("text/html")).contains("<b>vgg-small</b>", "<li><b>zoo</b> name vgg-small");
    }

    @Test
    void summaryIsATableWithATotal() {
        MimeBundle shown = value("%summary net");
        assertThat(shown.plain()).startsWith("vgg-small on [N, 1, 28, 28]\n").contains("\ntotal ");
        assertThat(shown.data().get("text/html"))
                .contains("<tfoot><tr><td style=\"text-align:left;white-space:nowrap\"><b>total</b></td>");
    }

    @Test
    void pruneShowsEveryLayerAndGivesTheMaskedModel() {
        RecordedOutput shown = new RecordedOutput();
        CellResult result = session.run("var small = %prune net --structure pattern --rate 4x --patterns 6", shown);
        assertThat(result).isEqualTo(new CellResult.Done());
        assertThat(shown.events).hasSize(1);
        assertThat(shown.last.plain()).contains("pattern+connectivity (6 patterns)", "is the first convolution");
        assertThat(shown.last.data().get("text/html"))
                .contains("(6 patterns): 4x over 5 of 7 layers", "data:image/png;base64,")
                .contains(">is the last layer with weights</td>", ">Index bits</th>", ">2.17</td>")
                .contains(">2.43 index bits for each kept weight; indices shared by 1 output</div>");
        assertThat(value("small").plain())
                .contains("masked: 5 tensors, pattern+connectivity (6 patterns)")
                .endsWith("2. prune structure=pattern:6 rate=4x");
        assertThat(value("%summary small").plain())
                .endsWith("of the MACs fall on kept weights; a masked model still does all of them.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%dtaa fashion-mnist | There is no magic %dtaa; did you mean %data?",
                "%data fasion-mnist | %data: NAME 'fasion-mnist' is no data set known by name, and no such file exists;"
                        + " did you mean 'fashion-mnist'?",
                "%data fashion-mnist --excerpt --train 9999 | a sample of 9,999 images: Fashion-MNIST train has 1 to 1,600",
                "%data fashion-mnist --size 32x32 | %data: --size is for folders of images, not for fashion-mnist",
                "%data fashion-mnist --size 32 | %data: --size: '32' is no size; write height x width such as 32x32",
                "%zoo resnet21 | %zoo: NAME 'resnet21' is unknown; did you mean 'resnet20'?",
                "%zoo lenet5 --input 28x28 | %zoo: --input: '28x28' is no shape of images; write channels x height x width"
                        + " such as 1x28x28",
                "%zoo lenet5 --input 1x3x3 --classes 10 | node",
                "%zoo lenet5 text | %zoo: DATA 'text' is a String; expected a Split, for example one made by %data",
                "%summary data | %summary: MODEL 'data' is a Split; expected a Model, for example one made by %zoo",
                "%summary | %summary: MODEL is missing: a Model, for example one made by %zoo",
                "%prune net | %prune: --rate is missing: a rate such as 4x or 75%",
                "%prune net --rate 0.2x | %prune: --rate: rate 0.2x is outside 1x (keeps everything) to 10000x;"
                        + " 4x keeps a quarter of the weights",
                "%prune net --rate 4x --exclude conv99 | no layer 'conv99' with weights; did you mean",
                "%prune net --rate 4x --structure squares | %prune: --structure: no structure 'squares'; there is",
                "%prune net --rate 4x --structure unstructured --patterns 8 | %prune: --patterns needs --structure"
                        + " pattern, found --structure unstructured",
                "%prune net --rat 4x | %prune: there is no option '--rat'; did you mean '--rate'?",
                "%prune net --rate 1.5x | rate 1.5x is below 2.25x",
            })
    void mistakesAreOneSentence(String cell, String message) {
        CellResult.Failure failure = failure(cell);
        assertThat(failure.message()).startsWith(message).doesNotContain("\n");
    }

    @Test
    void mistakesInOptionsShowTheUsageWithAnExample() {
        assertThat(failure("%prune net --rat 4x").traceback()).satisfies(lines -> {
            assertThat(lines.get(1)).startsWith("Usage: %prune MODEL [DATA] [--structure STRUCTURE]");
            assertThat(lines).last().isEqualTo("Example: var small = %prune net --structure pattern --rate 4x");
            // A line breaks between options, as front ends would not.
            assertThat(lines.subList(2, lines.size() - 1))
                    .allSatisfy(line -> assertThat(line).matches("    \\[--.*]").hasSizeLessThan(80));
        });
    }

    @Test
    void aCorruptImageIsNamed() {
        assertThat(failure("%data '" + folder.resolve("photos") + "'").message())
                .contains("dog/3.png")
                .doesNotContain("\n");
    }

    @Test
    void dataMayBeLeftOutOnlyWhereItIsClearWhich() {
        try (Session other = Session.open()) {
            assertThat(((CellResult.Failure) other.run("%zoo lenet5", output)).message())
                    .isEqualTo("%zoo: DATA is missing, and no variable holds a Split; make one:"
                            + " var data = %data fashion-mnist, or write --input 1x28x28 --classes 10");
            other.run("var a = %data fashion-mnist --excerpt\nSplit b = a;", output);
            assertThat(((CellResult.Failure) other.run("%zoo lenet5 --classes 3", output)).message())
                    .isEqualTo("%zoo: DATA is missing, and several variables hold a Split: a, b; name one of them,"
                            + " or write --input 1x28x28 --classes 10");
            assertThat(other.run("%zoo lenet5 b", output)).isInstanceOf(CellResult.Value.class);
        }
    }

    @Test
    void layersOfTheSessionsModelsAreCompleted() {
        String cell = "%prune net --exclude fc";
        assertThat(session.complete(cell, cell.length()).matches()).contains("fc1");
    }

    private void done(String cell) {
        assertThat(session.run(cell, output)).isEqualTo(new CellResult.Done());
    }

    private MimeBundle value(String cell) {
        CellResult result = session.run(cell, output);
        assertThat(result).isInstanceOf(CellResult.Value.class);
        return ((CellResult.Value) result).shown();
    }

    private CellResult.Failure failure(String cell) {
        CellResult result = session.run(cell, output);
        assertThat(result).isInstanceOf(CellResult.Failure.class);
        return (CellResult.Failure) result;
    }

    /** Two classes of two pictures. */
    private static void pictures(Path root) throws IOException {
        for (String name : new String[] {"cat", "dog"}) {
            Path images = Files.createDirectories(root.resolve(name));
            for (int i = 1; i <= 2; i++) {
                BufferedImage image = new BufferedImage(12, 9, BufferedImage.TYPE_INT_RGB);
                image.setRGB(i, i, 0xFF8800);
                ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
            }
        }
    }
}
