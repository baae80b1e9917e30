package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ImportanceTest {

    private static final String WEIGHT = "conv.weight";
    private static final Rate TWOFOLD = Rate.times(2);

    private static Model net() {
        var net = new ModelBuilder("net");
        Value x = net.conv("stem", net.input(1, 28, 28), Conv2d.square(4, 3, 4, 1));
        x = net.batchNorm("bn", net.conv("conv", x, Conv2d.square(4, 3, 2, 1)));
        x = net.conv("bare", net.relu(x), Conv2d.square(6, 3, 2, 1));
        return net.build(net.linear("fc", net.globalAveragePool(x), 10), new Seed(4));
    }

    private static Model with(String parameter, INDArray array) {
        Model model = net();
        return model.with(
                model.parameters().with(parameter, array), model.history().get(0));
    }

    private static double[] scores(Importance importance, Model model) {
        return each(importance
                .settle(model, Optional.empty())
                .of(WEIGHT, model.parameters().arrays()));
    }

    private static double[] each(WeightScores scores) {
        return IntStream.range(0, scores.length()).mapToDouble(scores::at).toArray();
    }

    private static double ofFilter(double[] scores, int filter) {
        return IntStream.range(filter * 36, filter * 36 + 36)
                .mapToDouble(i -> scores[i])
                .sum();
    }

    @Test
    void magnitudesAreThoseOfTheWeights() {
        Model model = net();
        float[] w = model.parameters().get(WEIGHT).dup('c').data().asFloat();
        assertThat(scores(new Importance.L1(), model)[7]).isEqualTo(Math.abs(w[7]));
        assertThat(scores(new Importance.L2(), model)[7]).isEqualTo((double) w[7] * w[7]);
    }

    @Test
    void theNormsDisagreeAboutSpikesAndPlains() {
        INDArray w = Nd4j.zeros(4, 4, 3, 3);
        w.slice(0).assign(0.1);
        w.putScalar(new int[] {1, 0, 0, 0}, 2);
        w.slice(2).assign(0.01);
        Model model = with(WEIGHT, w);
        Rate one = Rate.times(4);
        assertThat(keptFilters(Prune.of(Scheme.parse("filter"), one).by(new Importance.L1()), model))
                .containsExactly(0);
        assertThat(keptFilters(Prune.of(Scheme.parse("filter"), one), model)).containsExactly(1);
    }

    private static List<Integer> keptFilters(Prune prune, Model model) {
        Encoding encoding = prune.only("conv").apply(model).model().encoding(WEIGHT);
        INDArray kept = ((Encoding.Masked) encoding).mask().sum(1, 2, 3);
        return IntStream.range(0, 4)
                .filter(filter -> kept.getFloat(filter) > 0)
                .boxed()
                .toList();
    }

    @Test
    void theScaleOfTheBatchNormalisationRanksFilters() {
        Model model = with("bn.scale", Nd4j.createFromArray(0.1f, -3f, 2f, 0.5f));
        double[] scores = scores(new Importance.BatchNormScale(), model);
        assertThat(ofFilter(scores, 1)).isCloseTo(9, within(1e-9));
        assertThat(ofFilter(scores, 3)).isCloseTo(0.25, within(1e-9));
        assertThat(keptFilters(Prune.of(Scheme.parse("filter"), TWOFOLD).by(new Importance.BatchNormScale()), model))
                .containsExactly(1, 2);
    }

    @Test
    void layersWithoutBatchNormalisationAreLeftOutOfItsRanking() {
        Prune prune = Prune.of(Scheme.parse("filter"), TWOFOLD).by(new Importance.BatchNormScale());
        assertThat(prune.apply(net()).layers())
                .filteredOn(layer -> layer.layer().equals("bare"))
                .allSatisfy(layer -> assertThat(layer.excluded())
                        .contains(
                                "has no batch normalisation with a scale after it, which importance bn-scale goes by"));
    }

    @Test
    void filtersNearTheMedianMatterLeast() {
        INDArray w = Nd4j.zeros(4, 4, 3, 3);
        for (int filter = 0; filter < 4; filter++) {
            w.putScalar(new int[] {filter, 0, 0, 0}, new double[] {-1, 0, 0.5, 10}[filter]);
        }
        double[] scores = scores(new Importance.GeometricMedian(), with(WEIGHT, w));
        assertThat(ofFilter(scores, 0)).isCloseTo(1 + 1.5 + 11, within(1e-6));
        assertThat(ofFilter(scores, 1)).isCloseTo(1 + 0.5 + 10, within(1e-6));
        assertThat(ofFilter(scores, 3)).isCloseTo(11 + 10 + 9.5, within(1e-6));
        assertThat(keptFilters(
                        Prune.of(Scheme.parse("filter"), TWOFOLD).by(new Importance.GeometricMedian()),
                        with(WEIGHT, w)))
                .containsExactly(0, 3);
    }

    @Test
    void inTransposedConvolutionsFiltersAreTheSecondAxis() {
        var net = new ModelBuilder("up");
        var up = new ConvTranspose2d(3, Size2d.square(2), Size2d.square(2), Size2d.square(0), Size2d.square(0), 1);
        Model model = net.build(net.convTranspose("up", net.input(2, 4, 4), up), new Seed(1));
        INDArray w = Nd4j.zeros(2, 3, 2, 2);
        w.putScalar(new int[] {0, 1, 0, 0}, 5);
        double[] scores = each(new Importance.GeometricMedian()
                .settle(model, Optional.empty())
                .of("up.weight", Map.of("up.weight", w)));
        double[] expected = new double[24];
        for (int i = 0; i < 24; i++) {
            expected[i] = (i / 4 % 3 == 1 ? 10 : 5) / 8.0;
        }
        assertThat(scores).containsExactly(expected, within(1e-9));
    }

    @Test
    void randomScoresDependOnSeedAndParameterOnly() {
        double[] scores = scores(new Importance.Random(new Seed(1)), net());
        assertThat(scores(new Importance.Random(new Seed(1)), with(WEIGHT, Nd4j.zeros(4, 4, 3, 3))))
                .isEqualTo(scores);
        assertThat(scores(new Importance.Random(new Seed(2)), net())).isNotEqualTo(scores);
        assertThat(Arrays.stream(scores).distinct().count()).isEqualTo(scores.length);
    }

    @Test
    void gradientsNeedData() {
        Prune prune = Prune.unstructured(TWOFOLD).by(new Importance.Gradient(2)).only("conv");
        assertThatThrownBy(() -> prune.apply(net()))
                .hasMessage("importance gradient:2 measures gradients on training images, but there are none here; give"
                        + " the data, or choose l2");
        Split data = FashionMnist.excerpt();
        Split few = new Split(data.train().take(128), data.test().take(10));
        Pruned byGradient = prune.apply(net(), few);
        assertThat(byGradient.rate()).isEqualTo(TWOFOLD);
        assertThat(mask(byGradient))
                .isNotEqualTo(mask(Prune.unstructured(TWOFOLD).only("conv").apply(net())));
        assertThat(byGradient.model().history().get(1))
                .hasToString("prune structure=unstructured rate=2x importance=gradient:2 only=conv");
    }

    private static INDArray mask(Pruned pruned) {
        return ((Encoding.Masked) pruned.model().encoding(WEIGHT)).mask();
    }

    @ParameterizedTest
    @ValueSource(strings = {"l1", "l2", "bn-scale", "geometric-median", "gradient:3", "random:-5"})
    void whatAnImportancePrintsReadsBack(String text) {
        assertThat(Importance.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bn-scal | no importance 'bn-scal'; did you mean 'bn-scale'?",
                "l2:3 | 'l2:3' is no importance; write l2",
                "gradient:many | 'gradient:many' is no importance; write gradient:10",
                "gradient:0 | gradients of 0 batches; at least 1, 10 is usual",
                "random:x | 'random:x' is no importance; write random:1",
            })
    void mistakesSayWhatWouldBeRight(String text, String message) {
        assertThatThrownBy(() -> Importance.parse(text)).hasMessage(message);
    }

    @Test
    void rankingFiltersSaysNothingAboutWeights() {
        assertThatThrownBy(() -> Prune.pattern(Rate.times(4)).by(new Importance.GeometricMedian()))
                .hasMessage(
                        "importance geometric-median ranks whole filters, which structure pattern:8 does not keep or"
                                + " drop; there it can be l2, l1, gradient or random");
    }
}
