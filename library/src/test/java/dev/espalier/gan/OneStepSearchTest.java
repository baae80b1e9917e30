package dev.espalier.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.budget.Budget;
import dev.espalier.budget.Measure;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Students found by one threshold. */
class OneStepSearchTest {

    private static final Shape GREY = Shape.of(1, 28, 28);

    /** Ten channels with scales 0.1 to 1, each of which takes 100 MACs. */
    private static Model ten() {
        var net = new ModelBuilder("ten");
        Value x = net.conv("first", net.input(1, 5, 10), Conv2d.square(10, 1, 1, 0));
        x = net.relu(net.batchNorm("norm", x));
        Model model = net.build(net.conv("last", x, Conv2d.square(1, 1, 1, 0)), new Seed(1));
        float[] scales = new float[10];
        IntStream.range(0, 10).forEach(i -> scales[i] = (i % 2 == 0 ? 1 : -1) * (i + 1) / 10f);
        Parameters parameters = model.parameters().with("norm.scale", Nd4j.createFromArray(scales));
        return model.with(parameters, Step.of("set"));
    }

    /** A teacher whose scales are spread as by training. */
    private static Model teacher(double spread, Seed seed) {
        return teacher(3, spread, seed);
    }

    private static Model teacher(int blocks, double spread, Seed seed) {
        Model model = GanZoo.inceptionGenerator(GREY, 1, 8, blocks, 4, NormKind.BATCH, new Seed(1));
        RandomGenerator random = seed.generator();
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        model.parameters().arrays().forEach((name, array) -> {
            INDArray changed = array.dup('c');
            for (int i = 0; name.endsWith(".scale") && i < changed.length(); i++) {
                changed.putScalar(i, 1 + spread * random.nextGaussian());
            }
            arrays.put(name, changed);
        });
        return model.with(new Parameters(arrays), Step.of("set"));
    }

    /** Verifier check 4 of CAT (arXiv 2103.03467): the smallest is lost even where all would be within the budget. */
    @ParameterizedTest
    @CsvSource({"350, 3", "300, 3", "299, 2", "899, 8", "900, 9", "1000, 9", "100, 1"})
    void theThresholdIsTheSmallestThatMeetsTheBudget(long macs, int kept) {
        StudentArchitecture found = OneStepSearch.of(ten(), 1).find(Budget.of(Measure.MACS, macs));

        assertThat(found.has()).isEqualTo(100L * kept).isEqualTo(found.cost().macs());
        assertThat(found.kept().byNorm().get("norm").stream().boxed())
                .containsExactlyElementsOf(
                        IntStream.range(10 - kept, 10).boxed().toList());
    }

    /** Reproduction criterion Q1 of the paper's specification. */
    @Property(tries = 5)
    void anyFeasibleBudgetIsMetFromBelow(@ForAll long seed, @ForAll @DoubleRange(min = 0.02, max = 0.5) double spread) {
        OneStepSearch search = OneStepSearch.of(teacher(spread, new Seed(seed)), 4);
        for (double share : List.of(0.5, 0.25, 0.125)) {
            Budget budget = Budget.share(Measure.MACS, share);
            StudentArchitecture found = search.find(budget);

            double part = (double) found.cost().macs() / budget.limit(Cost.of(search.teacher()));
            assertThat(part).isBetween(0.93, 1.0);
        }
    }

    /** The slow twin tries the scale of every channel. */
    @Property(tries = 3)
    void noThresholdGivesALargerStudentWithinTheBudget(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.4, max = 0.9) double share) {
        OneStepSearch search = OneStepSearch.of(teacher(1, 0.2, new Seed(seed)), 4);
        Parameters parameters = search.teacher().parameters();
        long limit = Budget.share(Measure.MACS, share).limit(Cost.of(search.teacher()));
        long best = search.norms().stream()
                .flatMapToDouble(norm -> DoubleStream.of(norm.scores(parameters)))
                .mapToLong(threshold -> Cost.of(search.kept(threshold)
                                .removal(search.teacher().graph())
                                .graph())
                        .macs())
                .filter(macs -> macs <= limit)
                .max()
                .orElseThrow();

        assertThat(search.find(Budget.share(Measure.MACS, share)).has()).isEqualTo(best);
    }

    @Test
    void scoredAreStemUpsamplerAndTheFirstNormOfEachBranch() {
        List<ScoredNorm> norms = OneStepSearch.of(teacher(0.1, new Seed(1))).norms();

        assertThat(norms)
                .filteredOn(norm -> !norm.branch())
                .extracting(ScoredNorm::layer)
                .containsExactlyInAnyOrder("stem.norm", "down1.norm", "down2.norm", "up1.norm", "up2.norm");
        assertThat(norms)
                .filteredOn(norm -> norm.layer().startsWith("block2"))
                .extracting(ScoredNorm::layer)
                .containsExactlyInAnyOrder(
                        "block2.conv1.norm",
                        "block2.conv3.norm",
                        "block2.conv5.norm",
                        "block2.depthwise1.norm",
                        "block2.depthwise3.norm",
                        "block2.depthwise5.norm");
        assertThat(norms).hasSize(5 + 3 * 6);
        assertThat(norms)
                .filteredOn(norm -> !norm.branch())
                .allMatch(norm -> norm.least() == Math.min(16, norm.channels()));
    }

    @Test
    void anOrdinaryGeneratorCanBeSearchedToo() {
        Model model = GanZoo.resnetGenerator(GREY, 1, 8, 2, NormKind.INSTANCE, new Seed(1));

        assertThat(OneStepSearch.of(model).norms())
                .extracting(norm -> norm.layer() + " " + norm.branch())
                .contains("block1.conv1.norm true", "block2.conv1.norm true", "down2.norm false")
                .hasSize(7);
        assertThatThrownBy(() -> OneStepSearch.of(GanZoo.resnet9Generator(GREY, 1, 8, new Seed(1))))
                .hasMessageStartingWith("there is no normalisation with scales after a layer whose channels can go");
    }

    @Test
    void theSmallestStudentIsNamedWhereNoneIsSmallEnough() {
        OneStepSearch search = OneStepSearch.of(ten(), 2);

        assertThatThrownBy(() -> search.find(Budget.of(Measure.MACS, 199)))
                .hasMessage("the budget macs 199 of 'ten' is out of reach: its smallest student has 200 of 1,000 MACs"
                        + " (20.0%), and 199 are allowed; allow that, or let layers outside the branches keep fewer"
                        + " channels");
        assertThat(search.find(Budget.of(Measure.MACS, 200)).has()).isEqualTo(200);
    }

    @Test
    void millisecondsAreThoseOfTheCompiledStudent() {
        OneStepSearch search = OneStepSearch.of(ten(), 1);
        StudentArchitecture found = search.find(Budget.ofMilliseconds(1_000));

        assertThat(found.kept().byNorm().get("norm").cardinality()).isEqualTo(9);
        assertThat(found.has()).isPositive().isLessThan(1_000_000_000);
        assertThat(found.toString()).contains(" ms (");
        assertThatThrownBy(() -> search.find(Budget.ofMilliseconds(1e-6)))
                .hasMessageStartingWith("the budget ms 0.000001 of 'ten' is out of reach: its smallest student has ");
    }

    @Test
    void withoutTrainingNothingCanBeRanked() {
        Model fresh = GanZoo.inceptionGenerator(GREY, 1, 8, 3, 4, NormKind.BATCH, new Seed(1));

        assertThatThrownBy(() -> OneStepSearch.of(fresh).find(Budget.parse("macs 25%")))
                .hasMessage(
                        "all 224 scales of 'inception-generator' are 1.000, so none says which channels matter; train"
                                + " the teacher first");
    }

    @Test
    void limitsOfOneLayerHold() {
        OneStepSearch search = OneStepSearch.of(ten(), 1).constrained("norm", 4, 4);

        assertThat(search.find(Budget.of(Measure.MACS, 900)).has()).isEqualTo(800);
        assertThat(search.find(Budget.of(Measure.MACS, 799)).has()).isEqualTo(400);
        assertThatThrownBy(() -> search.constrained("nrm", 4, 4))
                .hasMessage("no channels are chosen at 'nrm'; did you mean 'norm'?");
    }

    @Test
    void aFreshStudentStartsAsCatSays() {
        StudentArchitecture found =
                OneStepSearch.of(teacher(0.2, new Seed(5)), 4).find(Budget.parse("macs 25%"));
        Model fresh = found.fresh(new Seed(3));
        Model inherited = found.inherited();

        assertThat(fresh.graph()).isEqualTo(inherited.graph());
        assertThat(fresh.output().shape()).isEqualTo(found.teacher().output().shape());
        assertThat(fresh.parameters().get("stem.norm.scale").toFloatVector()).containsOnly(1);
        assertThat(inherited.parameters().get("stem.norm.scale").toFloatVector())
                .containsExactly(kept(found, "stem.norm"));
        assertThat(found.fresh(new Seed(3)).parameters().get("stem.weight"))
                .isEqualTo(fresh.parameters().get("stem.weight"))
                .isNotEqualTo(found.fresh(new Seed(4)).parameters().get("stem.weight"));
        assertThat(found.toString()).contains("branches left; ").contains("stem.norm");
    }

    private static float[] kept(StudentArchitecture found, String norm) {
        INDArray scales = found.teacher().parameters().get(norm + ".scale");
        BitSet channels = found.kept().byNorm().get(norm);
        float[] kept = new float[channels.cardinality()];
        int next = 0;
        for (int channel = channels.nextSetBit(0); channel >= 0; channel = channels.nextSetBit(channel + 1)) {
            kept[next++] = scales.getFloat(channel);
        }
        return kept;
    }

    @Test
    void whatStaysCanBeReadBack() {
        StudentArchitecture found =
                OneStepSearch.of(teacher(0.2, new Seed(6)), 4).find(Budget.parse("macs 12.5%"));
        String text = found.fresh(new Seed(1)).history().get(2).settings().get("kept");
        KeptChannels again = KeptChannels.parse(text);

        assertThat(again).isEqualTo(found.kept());
        assertThat(again.removal(found.teacher().graph()).graph())
                .isEqualTo(found.removal().graph());
        assertThatThrownBy(() -> KeptChannels.parse("norm:1-"))
                .hasMessage("'norm:1-' says of no layer which channels stay; write LAYER:0-3,5 or, for none, LAYER:");
    }

    /** A score of zero keeps the authors' own stop test from ever being true. */
    @Test
    void scoresOfZeroEndTheSearchToo() {
        assertThat(ThresholdBisection.run(new double[] {0, 0, 1, 2}, threshold -> true))
                .isBetween(0.0, 1.0);
        assertThat(ThresholdBisection.run(new double[] {0, 1e-300, 2}, threshold -> threshold > 1e-310))
                .isBetween(0.0, 1e-300);
    }
}
