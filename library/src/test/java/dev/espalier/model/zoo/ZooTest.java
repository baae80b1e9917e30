package dev.espalier.model.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ZooTest {

    private static final Seed SEED = new Seed(1);
    private static final Shape GREY = Shape.of(1, 28, 28);
    private static final Shape COLOUR = Shape.of(3, 32, 32);

    /** Counts of the PyTorch implementations the networks follow. */
    @ParameterizedTest
    @CsvSource({
        "lenet5, 61706",
        "resnet20, 269434", // 269,722 on three channels, less the two missing kernels of each of 16 filters
    })
    void classifiersOfGreyImagesHaveTheKnownNumberOfParameters(String name, long parameters) {
        assertThat(Cost.of(Zoo.create(name, GREY, 10, SEED)).parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"resnet20, 269722", "resnet32, 464154", "resnet44, 658586", "resnet56, 853018", "mobilenetv2, 2236682"})
    void classifiersOfColourImagesHaveTheKnownNumberOfParameters(String name, long parameters) {
        assertThat(Cost.of(Zoo.create(name, COLOUR, 10, SEED)).parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"1.0, 3504872", "0.5, 1968680"})
    void mobilenetHasTheKnownNumberOfParametersAtEveryWidth(double width, long parameters) {
        Model model = Zoo.mobilenetV2(Shape.of(3, 64, 64), 1000, width, SEED);

        assertThat(Cost.of(model).parameters()).isEqualTo(parameters);
    }

    @Test
    void mobilenetCostsWhatThePaperSaysOnImagesOfItsSize() {
        Model model = Zoo.mobilenetV2(Shape.of(3, 224, 224), 1000, 1, SEED);

        assertThat(Cost.of(model).macs()).isEqualTo(300_774_272L);
    }

    /** Counts of torchvision and of Howard et al. 2017, table 4; of convolutions and linear layers, summed by hand. */
    @ParameterizedTest
    @CsvSource({
        "vgg16-cifar, 32, 10, 15249354, 313725952",
        "vgg16-imagenet, 224, 1000, 138357544, 15470264320",
        "resnet18-imagenet, 224, 1000, 11689512, 1814073344",
        "resnet50-imagenet, 224, 1000, 25557032, 4089184256",
        "mobilenetv1, 224, 1000, 4231976, 568740352",
        "mobilenetv2, 224, 1000, 3504872, 300774272",
    })
    void classifiersOfLargeImagesCostWhatIsPublished(String name, int side, int classes, long parameters, long macs) {
        Cost cost = Cost.of(Zoo.graph(name, Shape.of(3, side, side), classes));

        assertThat(cost.parameters()).isEqualTo(parameters);
        assertThat(cost.macs()).isEqualTo(macs);
        assertThat(cost.keptMacs()).isEqualTo(macs);
    }

    @ParameterizedTest
    @CsvSource({
        "resnet18-imagenet, layer4.1.conv2",
        "resnet50-imagenet, layer4.2.conv3",
        "mobilenetv1, block13.pointwise.conv"
    })
    void networksForLargeImagesHalveThemFiveTimes(String name, String last) {
        Node node = Zoo.graph(name, Shape.of(3, 224, 224), 1000).node(last);

        assertThat(node.shape().dim(2)).isEqualTo(7);
        assertThat(node.shape().dim(3)).isEqualTo(7);
    }

    @Test
    void aGraphIsThatOfTheModel() {
        assertThat(Zoo.graph("resnet8", GREY, 10))
                .isEqualTo(Zoo.create("resnet8", GREY, 10, SEED).graph());
        assertThatThrownBy(() -> Zoo.graph("resnet50-imagnet", COLOUR, 10))
                .hasMessage("no network 'resnet50-imagnet' in the zoo; did you mean 'resnet50-imagenet'?");
        assertThatThrownBy(() -> Zoo.graph("lenet5", GREY, 1))
                .hasMessage("a classifier needs at least 2 classes, found 1");
    }

    @Test
    void anImageTooSmallForFiveHalvingsNamesThePooling() {
        assertThatThrownBy(() -> Zoo.graph("vgg16-cifar", GREY, 10))
                .hasMessageContaining("node 'maxpool2d5' (MaxPool2d)");
    }

    @ParameterizedTest
    @CsvSource({"28, 4", "32, 4", "64, 4", "96, 6", "224, 7"})
    void mobilenetEndsInAtLeastFourByFourPixels(int side, int last) {
        Model model = Zoo.mobilenetV2(Shape.of(1, side, side), 10, 0.5, SEED);

        assertThat(model.graph().node("head.conv").shape()).isEqualTo(Shape.batchOf(1280, last, last));
    }

    @Test
    void resnetCostsWhatIsKnownForIt() {
        // 40.55 million in convolutions (conv1 442,368, then 18 of 2,359,296, less half for the two that halve), and
        // 640.
        assertThat(Cost.of(Zoo.create("resnet20", COLOUR, 10, SEED)).macs()).isEqualTo(40_551_040L);
    }

    @Test
    void theTransformerHasPyTorchsNumberOfParameters() {
        Model model = Zoo.create("transformer", Shape.of(64, 16), 10, SEED);

        // Embedding, positions, classifier, and two of nn.TransformerEncoderLayer(128, 4, 512) with 198,272 each.
        assertThat(Cost.of(model).parameters()).isEqualTo(17 * 128 + 64 * 128 + 129 * 10 + 2 * 198_272);
        // Per place: embedding, and in each layer 12 · 128² in matrices and 2 · 64 · 128 in attention; at last 1,280.
        assertThat(Cost.of(model).macs()).isEqualTo(64L * (16 * 128 + 2 * (12 * 128 * 128 + 2 * 64 * 128)) + 1_280);
        assertThat(model.input().shape()).isEqualTo(Shape.batchOf(64, 16));
        assertThat(model.output().shape()).isEqualTo(Shape.batchOf(10));
        assertThat(model.history()).hasToString("[zoo name=transformer input=[64, 16] classes=10 seed=1]");
    }

    @Test
    void aTransformerOfTokensDiffersInItsEmbedding() {
        Model model = Zoo.tokenTransformer(64, 1000, 10, 2, 128, SEED);

        assertThat(Cost.of(model).parameters()).isEqualTo(1000 * 128 + 64 * 128 + 129 * 10 + 2 * 198_272);
        assertThat(model.input().shape()).isEqualTo(Shape.batchOf(64));
        assertThat(model.history())
                .hasToString("[zoo name=token-transformer vocabulary=1000 layers=2 width=128 input=[64] classes=10"
                        + " seed=1]");
    }

    @Test
    void networksAreListedByWhatTheyRead() {
        assertThat(Zoo.names(InputKind.SEQUENCES)).containsExactly("transformer");
        assertThat(Zoo.names(InputKind.LARGE_IMAGES)).contains("vgg16-imagenet", "resnet50-imagenet");
        assertThat(Zoo.names()).isEqualTo(Zoo.names(InputKind.IMAGES)).doesNotContain("transformer");
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNetworkTakesSmallImagesAndRecordsHowItWasMade(String name) {
        Model model = Zoo.create(name, GREY, 7, SEED);

        assertThat(model.output().shape()).isEqualTo(Shape.batchOf(7));
        assertThat(model.history()).hasToString("[zoo name=" + name + " input=[1, 28, 28] classes=7 seed=1]");
    }

    static Iterable<String> names() {
        return Zoo.names();
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        Model one = Zoo.create("resnet8", GREY, 10, SEED);
        Model same = Zoo.create("resnet8", GREY, 10, SEED);
        Model other = Zoo.create("resnet8", GREY, 10, new Seed(2));

        String weight = "layer1.0.conv1.weight";
        assertThat(one.parameters().get(weight)).isEqualTo(same.parameters().get(weight));
        assertThat(one.parameters().get(weight)).isNotEqualTo(other.parameters().get(weight));
    }

    @Test
    void deeperNetworksShareTheWeightsOfLayersOfTheSameName() {
        Model shallow = Zoo.create("resnet8", GREY, 10, SEED);
        Model deep = Zoo.create("resnet20", GREY, 10, SEED);

        String weight = "layer3.0.conv2.weight";
        assertThat(shallow.parameters().get(weight)).isEqualTo(deep.parameters().get(weight));
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> Zoo.create("restnet20", GREY, 10, SEED))
                .hasMessage("no network 'restnet20' in the zoo; did you mean 'resnet20'?");
    }

    @Test
    void anImageThatIsTooSmallNamesTheLayer() {
        assertThatThrownBy(() -> Zoo.create("lenet5", Shape.of(1, 8, 8), 10, SEED))
                .hasMessageContaining(
                        "node 'conv2' (Conv2d): its window spans 5 along the height, but the input has only"
                                + " 4 + 0 of padding");
    }

    @Test
    void aTransformerReadsSequences() {
        assertThatThrownBy(() -> Zoo.create("transformer", GREY, 10, SEED))
                .hasMessage("the input is a sequence of vectors [length, features], such as [64, 16]; found"
                        + " [1, 28, 28]");
        assertThatThrownBy(() -> Zoo.transformer(Shape.of(64, 16), 10, 2, 100, SEED))
                .hasMessage("the width of a transformer is a multiple of 32, found 100");
        assertThatThrownBy(() -> Zoo.tokenTransformer(64, 1000, 10, 0, 128, SEED))
                .hasMessage("a transformer of 0 layers; at least 1");
    }

    @Test
    void wrongArgumentsAreExplained() {
        assertThatThrownBy(() -> Zoo.create("lenet5", Shape.of(28, 28), 10, SEED))
                .hasMessage("the input is an image [channels, height, width], such as [1, 28, 28]; found [28, 28]");
        assertThatThrownBy(() -> Zoo.create("lenet5", GREY, 1, SEED))
                .hasMessage("a classifier needs at least 2 classes, found 1");
        assertThatThrownBy(() -> Zoo.resnet(21, GREY, 10, SEED))
                .hasMessage("a residual network has 6n + 2 layers, such as 8, 20 or 56; found 21");
        assertThatThrownBy(() -> Zoo.mobilenetV2(GREY, 10, 0, SEED)).hasMessage("width is 0.0; it must be above 0");
    }
}
