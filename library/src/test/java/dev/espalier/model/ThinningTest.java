package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.file.ModelFile;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Which masks make which channels go, and what becomes of the rest. */
class ThinningTest {

    private final Model model = Dropping.trained(model());

    private static Model model() {
        var net = new ModelBuilder("two");
        Value x = net.convWithBias("conv1", net.input(3, 8, 8), Conv2d.square(4, 3, 1, 1));
        x = net.relu(net.batchNorm("bn1", x));
        x = net.convWithBias("conv2", x, Conv2d.square(6, 3, 1, 1));
        return net.build(net.linear("fc", net.globalAveragePool(net.relu(x)), 5), new Seed(1));
    }

    private Thinning thin(Predicate<String> parameters, int... channels) {
        Model masked = Dropping.drop(
                model,
                (coupling, channel) -> IntStream.of(channels).anyMatch(c -> c == channel),
                member -> parameters.test(member.tensor() + "[" + member.axis() + "]"));
        Thinning thinning = Thinning.of(masked);
        INDArray items = Dropping.items(model);
        assertThat(Dropping.reference(thinning.model(), items).equalsWithEps(Dropping.reference(masked, items), 1e-10))
                .as("whatever goes, the outcome stays")
                .isTrue();
        return thinning;
    }

    @Test
    void aChannelThatIsMaskedEverywhereGoes() {
        Thinning thinning = thin(any -> true, 1, 3);

        assertThat(thinning.cuts())
                .map(Thinning.Cut::toString)
                .containsExactly("conv1: 2 of 4 channels removed", "conv2: 2 of 6 channels removed");
        assertThat(thinning.cuts().get(0).channels()).containsExactly(1, 3);
        assertThat(thinning.model().parameters().get("conv2.weight").shape()).containsExactly(4, 2, 3, 3);
        assertThat(thinning.model().parameters().get("bn1.running_mean").shape())
                .containsExactly(2);
    }

    @Test
    void theOtherNumbersStay() {
        Model thinned = thin(any -> true, 1, 3).model();

        assertThat(thinned.parameters().get("conv1.weight").slice(1))
                .isEqualTo(model.parameters().get("conv1.weight").slice(2));
        assertThat(thinned.parameters().get("bn1.running_variance").getFloat(1))
                .isEqualTo(model.parameters().get("bn1.running_variance").getFloat(2));
    }

    @Test
    void aChannelThatNobodyReadsGoesWhateverMakesIt() {
        assertThat(thin(tensor -> tensor.endsWith("weight[1]"), 0).cuts())
                .map(Thinning.Cut::toString)
                .containsExactly("conv1: 1 of 4 channels removed", "conv2: 1 of 6 channels removed");
    }

    @Test
    void aChannelThatIsZeroGoesWhoeverReadsIt() {
        assertThat(thin(tensor -> tensor.startsWith("bn1.s") || tensor.startsWith("conv2.bias"), 2)
                        .toString()
                        .lines())
                .contains(
                        "  conv1: 1 of 4 channels removed",
                        "  conv2: 1 of 6 channels stay: layer 'fc' would notice;"
                                + " masks cover conv2.bias but not conv2.weight, fc.weight");
    }

    @Test
    void aFilterStaysIfItsNormalisationAddsSomething() {
        Thinning thinning = thin(tensor -> tensor.equals("conv1.weight[0]") || tensor.equals("conv1.bias[0]"), 0, 2);

        assertThat(thinning.model()).isSameAs(thinning.before());
        assertThat(thinning)
                .hasToString("two: nothing to remove, no mask covers a channel in all it runs through\n"
                        + "  conv1: 2 of 4 channels stay: layer 'conv2' would notice;"
                        + " masks cover conv1.weight, conv1.bias but not bn1.scale, bn1.shift, conv2.weight");
    }

    @Test
    void oneChannelStaysThoughAllAreMasked() {
        Thinning thinning = thin(any -> true, 0, 1, 2, 3, 4, 5);

        assertThat(thinning.stays())
                .map(Thinning.Stay::toString)
                .containsExactly(
                        "conv1: 1 of 4 channels stay: one has to, though all are masked",
                        "conv2: 1 of 6 channels stay: one has to, though all are masked");
        assertThat(thinning.model().encoding("conv1.weight")).isInstanceOf(Encoding.Masked.class);
    }

    @Test
    void channelsThatCannotGoSayWhy() {
        INDArray mask = model.parameters().get("fc.weight").dup().assign(1);
        mask.putRow(2, mask.getRow(2).mul(0));
        Model masked = masked(model, "fc.weight", mask);

        assertThat(Thinning.of(masked).stays())
                .map(Thinning.Stay::toString)
                .containsExactly("fc: 1 of 5 channels stay: they are the network's output 'fc'");
    }

    @Test
    void masksOfSingleWeightsAreCutWithTheirTensor() {
        INDArray mask = model.parameters().get("conv2.weight").dup().assign(1);
        mask.putScalar(new int[] {5, 3, 1, 1}, 0);
        Model masked = Dropping.drop(
                masked(model, "conv1.bias", model.parameters().get("conv1.bias").mul(0)),
                (coupling, channel) -> coupling.name().equals("conv1") && channel == 1);
        INDArray both =
                ((Encoding.Masked) masked.encoding("conv2.weight")).mask().mul(mask);
        Model thinned = masked(masked, "conv2.weight", both).thin();

        assertThat(((Encoding.Masked) thinned.encoding("conv2.weight")).kept()).isEqualTo(6 * 3 * 9 - 1);
        assertThat(((Encoding.Masked) thinned.encoding("conv2.weight")).mask().getFloat(5, 2, 1, 1))
                .isZero();
        assertThat(thinned.encoding("conv1.weight")).isInstanceOf(Encoding.Dense.class);
    }

    private static Model masked(Model model, String parameter, INDArray mask) {
        Map<String, Encoding> encodings = new LinkedHashMap<>(model.encodings());
        encodings.put(parameter, new Encoding.Masked(mask, new Structure.Unstructured()));
        return model.with(
                model.parameters()
                        .with(parameter, model.parameters().get(parameter).mul(mask)),
                encodings,
                Step.of("mask"));
    }

    @Test
    void aThinnedModelIsSavedAndLoaded(@TempDir Path folder) throws IOException {
        Model thinned = thin(any -> true, 1, 3).model();
        ModelFile.save(thinned, folder.resolve("thinned.espalier"));
        Model loaded = ModelFile.load(folder.resolve("thinned.espalier"));
        INDArray items = Dropping.items(model);

        assertThat(loaded.graph()).isEqualTo(thinned.graph());
        assertThat(loaded.history()).isEqualTo(thinned.history()).endsWith(Step.of("thin"));
        assertThat(Dropping.reference(loaded, items)).isEqualTo(Dropping.reference(thinned, items));
    }

    @Test
    void scalesGoWithTheirRows() {
        List<Float> scales = List.of(0.1f, 0.2f, 0.3f, 0.4f);
        Encoding.Quantized thinned = (Encoding.Quantized) quantized(new Granularity.PerRow(), "conv1.weight", scales)
                .thin()
                .encoding("conv1.weight");

        assertThat(thinned.scales()).containsExactly(0.1f, 0.3f);
        assertThat(thinned.sets()).hasSize(2);
        assertThat(thinned.mask()).isEmpty();
    }

    @Test
    void groupsOfWeightsThatWouldMoveAreRefused() {
        List<Float> scales = new ArrayList<>(Collections.nCopies(18, 0.1f));
        Model quantized = quantized(new Granularity.PerGroup(12), "conv2.weight", scales);

        assertThatThrownBy(quantized::thin)
                .hasMessage(
                        "parameter 'conv2.weight' is quantized by group:12, and taking channels out of its rows would"
                                + " move weights from group to group; thin the model before it is quantized");
    }

    /** The model without channels 1 and 3 of the first layer, and a parameter with scales. */
    private Model quantized(Granularity granularity, String parameter, List<Float> scales) {
        Model masked =
                Dropping.drop(model, (coupling, channel) -> coupling.name().equals("conv1") && channel % 2 == 1);
        Map<String, Encoding> encodings = new LinkedHashMap<>(masked.encodings());
        Optional<Encoding.Masked> mask = masked.encoding(parameter).masked();
        List<LevelSet> sets = Collections.nCopies(scales.size(), LevelSet.parse("fixed8"));
        encodings.put(parameter, new Encoding.Quantized(granularity, sets, scales, mask));
        INDArray levels = mask.map(kept -> kept.mask().dup())
                .orElseGet(() -> Nd4j.onesLike(masked.parameters().get(parameter)));
        for (int row = 0; row < levels.size(0); row++) {
            levels.slice(row).muli(scales.get(row * scales.size() / (int) levels.size(0)));
        }
        return masked.with(masked.parameters().with(parameter, levels), encodings, Step.of("scale"));
    }

    @Test
    void depthwiseFiltersGoWithTheirChannel() {
        var net = new ModelBuilder("depthwise");
        Value x = net.conv("before", net.input(1, 6, 6), Conv2d.square(4, 1, 1, 0));
        x = net.conv("each", x, Conv2d.square(8, 3, 1, 1).withGroups(4));
        Model both = net.build(net.conv("after", x, Conv2d.square(2, 1, 1, 0)), new Seed(1));
        Model thinned = Dropping.drop(both, (coupling, channel) -> channel == 2).thin();

        assertThat(thinned.graph().node("each").op())
                .isEqualTo(Conv2d.square(6, 3, 1, 1).withGroups(3));
        assertThat(thinned.graph().node("each").shape()).isEqualTo(Shape.batchOf(6, 6, 6));
    }
}
