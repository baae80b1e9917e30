package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.constraint.Member;
import dev.espalier.constraint.Weights;
import dev.espalier.model.Coupling;
import dev.espalier.model.Couplings;
import dev.espalier.model.Dropping;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Networks;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.Structure;
import dev.espalier.model.Thinning;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Value;
import dev.espalier.solve.Groups;
import dev.espalier.solve.Part;
import dev.espalier.solve.Tightening;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Channels are pruned with everything they run through, and the model can be thinned by them. */
class CoupledTest {

    private static final Scheme COUPLED = Scheme.parse("coupled");
    private static final Prune TWOFOLD = Prune.of(COUPLED, Rate.times(2));

    private final Model model = Dropping.trained(model());

    /** A residual block and layers before and after it. */
    private static Model model() {
        var net = new ModelBuilder("net");
        Value x = net.relu(net.batchNorm("bn1", net.conv("stem", net.input(3, 8, 8), Conv2d.square(8, 3, 1, 1))));
        Value y = net.relu(net.batchNorm("bn2", net.conv("inner", x, Conv2d.square(12, 3, 1, 1))));
        x = net.add(x, net.batchNorm("bn3", net.conv("outer", y, Conv2d.square(8, 3, 1, 1))));
        x = net.relu(net.linear("hidden", net.globalAveragePool(x), 6));
        return net.build(net.linear("classifier", x, 5), new Seed(5));
    }

    static Stream<Model> networks() {
        return Networks.zoo()
                .filter(model -> !model.name().matches("resnet(14|32|44|56)"))
                .map(Dropping::trained);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void halfOfTheChannelsOfEveryCouplingGo(Model network) {
        Model pruned = TWOFOLD.apply(network).model();
        Thinning thinning = Thinning.of(pruned);
        INDArray items = Dropping.items(network);

        Map<String, Integer> removed = thinning.cuts().stream()
                .collect(Collectors.toMap(
                        cut -> cut.coupling().details(), cut -> cut.channels().size()));
        Map<String, Integer> expected = Couplings.of(network.graph()).prunable().stream()
                .filter(coupling -> coupling.channels() > 1)
                .collect(Collectors.toMap(Coupling::details, coupling -> coupling.channels() / 2));
        assertThat(removed).isEqualTo(expected);
        assertThat(thinning.stays()).isEmpty();
        assertThat(thinning.model().encodings()).isEmpty();
        INDArray masked = Dropping.fast(pruned, items);
        double scale = Math.max(1, masked.amaxNumber().doubleValue());
        assertThat(Dropping.fast(thinning.model(), items)
                                .sub(masked)
                                .amaxNumber()
                                .doubleValue()
                        / scale)
                .isLessThan(1e-5);
    }

    @Test
    void whatIsPrunedIsCountedLayerByLayer() {
        assertThat(TWOFOLD.apply(model).toString().lines())
                .contains(
                        "net pruned, coupled, asked for 2x",
                        "stem        [8, 3, 3, 3]              216 ->        108  2x",
                        "inner       [12, 8, 3, 3]             864 ->        216  4x",
                        "classifier  [5, 6]                     30 ->         15  2x",
                        "a masked model: thin it to make it smaller and faster");
        assertThat(TWOFOLD.apply(model).model().encoding("bn1.shift"))
                .as("shifts go too")
                .satisfies(mask -> assertThat(((Encoding.Masked) mask).kept()).isEqualTo(4))
                .satisfies(
                        mask -> assertThat(((Encoding.Masked) mask).structure()).isEqualTo(new Structure.Coupled()));
        assertThat(TWOFOLD.apply(model).model().parameters().get("bn1.running_variance"))
                .isEqualTo(model.parameters().get("bn1.running_variance"));
    }

    /** All ways to drop half of the channels of the inner layer. */
    @Test
    void theNearestIsKept() {
        Coupling inner = Couplings.of(model.graph()).prunable().get(1);
        CoupledPart part = part(model, inner, 6);
        Map<String, INDArray> weights = model.parameters().arrays();
        double best = Double.MAX_VALUE;
        for (int kept = 0; kept < 1 << 12; kept++) {
            if (Integer.bitCount(kept) == 6) {
                best = Math.min(best, without(inner, weights, kept));
            }
        }

        assertThat(distance(part.project(weights), weights)).isCloseTo(best, within(1e-5));
    }

    private static CoupledPart part(Model model, Coupling coupling, int kept) {
        Rate rate = Rate.keep((double) kept / coupling.channels());
        Scheme.Coupled scheme = new Scheme.Coupled(1);
        return new CoupledPart(CoupledChannels.of(model, coupling.name(), coupling, scheme, rate), Scores.SQUARES);
    }

    private static double without(Coupling coupling, Map<String, INDArray> weights, int kept) {
        double lost = 0;
        for (Coupling.Member member : coupling.members()) {
            if (!member.tensor().contains("running")) {
                for (int channel = 0; channel < coupling.channels(); channel++) {
                    INDArray slice = weights.get(member.tensor()).dup();
                    int one = member.positions().of(channel)[0];
                    INDArray cut = member.axis() == 0 ? slice.slice(one) : slice.slice(one, 1);
                    lost += (kept >> channel & 1) == 1
                            ? 0
                            : cut.mul(cut).sumNumber().doubleValue();
                }
            }
        }
        return lost;
    }

    private static double distance(Map<String, Member> members, Map<String, INDArray> weights) {
        double sum = 0;
        for (var member : members.entrySet()) {
            INDArray gone = weights.get(member.getKey()).sub(member.getValue().weights());
            sum += gone.mul(gone).sumNumber().doubleValue();
        }
        return sum;
    }

    @Test
    void projectingTwiceIsProjectingOnce() {
        for (Coupling coupling : Couplings.of(model.graph()).prunable()) {
            CoupledPart part = part(model, coupling, 2);
            Map<String, INDArray> once = new LinkedHashMap<>(model.parameters().arrays());
            part.project(once).forEach((name, member) -> once.put(name, member.weights()));

            part.project(once)
                    .forEach((name, member) -> assertThat(member.weights()).isEqualTo(once.get(name)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "coupled, 12, 2x, 6",
        "coupled, 12, 5x, 2",
        "coupled, 12, 100x, 1",
        "coupled, 1, 4x, 1",
        "coupled:4, 12, 2x, 8",
        "coupled:8, 12, 2x, 8",
        "coupled:8, 12, 1.1x, 12",
        "coupled:8, 4, 4x, 4",
    })
    void atLeastOneStaysAndAsManyAsSuitTheProcessor(String scheme, int channels, String rate, int kept) {
        assertThat(((Scheme.Coupled) Scheme.parse(scheme)).kept(channels, Rate.parse(rate)))
                .isEqualTo(kept);
    }

    @Test
    void theSchemeReadsWhatItWrites() {
        for (String text : List.of("coupled", "coupled:8")) {
            assertThat(Scheme.parse(text)).hasToString(text);
            Prune prune = Prune.of(Scheme.parse(text), Rate.times(2)).only("inner");
            assertThat(Prune.parse(prune.settings())).isEqualTo(prune);
        }
        assertThatThrownBy(() -> Scheme.parse("coupled:0")).hasMessageContaining("a multiple of 0; at least 1");
        assertThatThrownBy(() -> Scheme.parse("coupled:x")).hasMessageContaining("write coupled:8");
    }

    @Test
    void layersAreChosenByTheChannelsTheyMake() {
        Thinning thinning = Thinning.of(TWOFOLD.only("outer").apply(model).model());

        assertThat(thinning.cuts()).map(Thinning.Cut::toString).containsExactly("stem: 4 of 8 channels removed");
        assertThat(reasons(TWOFOLD.exclude("outer")))
                .as("the channels of 'outer' stay, those it reads do not")
                .containsExactly(Map.entry("stem", "shares its channels with 'outer', which is excluded by name"));
    }

    private Map<String, String> reasons(Prune prune) {
        Map<String, String> reasons = new HashMap<>();
        prune.apply(model).layers().forEach(layer -> layer.excluded()
                .ifPresent(reason -> reasons.put(layer.layer(), reason)));
        return reasons;
    }

    @Test
    void ratesOfLayersAreThoseOfTheirChannels() {
        Thinning thinning = Thinning.of(TWOFOLD.with(LayerRates.parse("inner:4x,stem:1x,outer:1x"))
                .apply(model)
                .model());

        assertThat(thinning.cuts())
                .map(Thinning.Cut::toString)
                .containsExactly("inner: 9 of 12 channels removed", "hidden: 3 of 6 channels removed");
        assertThat(TWOFOLD.with(LayerRates.parse("stem:4x,outer:3x"))
                        .apply(model)
                        .model()
                        .encoding("bn1.scale"))
                .as("the one that names the coupling goes before")
                .satisfies(mask -> assertThat(((Encoding.Masked) mask).kept()).isEqualTo(2));
        assertThatThrownBy(() -> TWOFOLD.with(LayerRates.parse("oter:2x")).apply(model))
                .hasMessageContaining("did you mean 'outer'?");
    }

    @Test
    void couplingsOfOneLayerAreNumbered() {
        var net = new ModelBuilder("split");
        Value x = net.conv("trunk", net.input(1, 8, 8), Conv2d.square(6, 3, 1, 1));
        Value first = net.conv("left", net.apply(Slice.channels(0, 2), x), Conv2d.square(3, 3, 1, 1));
        Value rest = net.conv("right", net.apply(Slice.channels(2, 4), x), Conv2d.square(3, 1, 1, 0));
        Model split = net.build(net.linear("fc", net.globalAveragePool(net.add(first, rest)), 10), new Seed(1));
        Prune prune = Prune.of(COUPLED, Rate.NONE).with(LayerRates.parse("trunk#2:4x"));

        assertThat(Thinning.of(prune.apply(split).model()).cuts())
                .map(Thinning.Cut::toString)
                .containsExactly("trunk: 3 of 4 channels removed");
        assertThat(PrunePlan.of(split, prune).goal(Scores.SQUARES).parts())
                .map(Part::name)
                .containsExactly("trunk#2");
    }

    @Test
    void layersThatShareTheirChannelsHaveOneRate() {
        var net = new ModelBuilder("sharing");
        Value x = net.input(1, 8, 8);
        Value sum = net.conv("first", x, Conv2d.square(6, 3, 1, 1));
        for (String layer : List.of("left", "right")) {
            sum = net.add(sum, net.conv(layer, x, Conv2d.square(6, 3, 1, 1)));
        }
        Model sharing = net.build(net.linear("fc", net.globalAveragePool(sum), 10), new Seed(1));

        assertThatThrownBy(() -> Prune.of(COUPLED, Rate.NONE)
                        .with(LayerRates.parse("left:2x,right:3x"))
                        .apply(sharing))
                .hasMessage("layers that share their channels cannot have different rates, found {left=2x, right=3x}");
    }

    @Test
    void whatMustKeepItsChannelsSaysWhy() {
        assertThatThrownBy(() -> TWOFOLD.only("classifier").apply(model))
                .hasMessage("layer 'classifier' must keep its channels: they are the network's output 'classifier'");
        assertThatThrownBy(() -> Prune.of(COUPLED, Rate.times(1.01)).apply(model))
                .hasMessageStartingWith("nothing to prune in 'net': 'stem' has 8 channels, of which all are to stay;");
    }

    @Test
    void masksThatAreThereStay() {
        Model patterns = Prune.pattern(Rate.times(4)).apply(model).model();
        Model both = TWOFOLD.apply(patterns).model();
        Encoding.Masked before = (Encoding.Masked) patterns.encoding("inner.weight");
        Encoding.Masked after = (Encoding.Masked) both.encoding("inner.weight");

        assertThat(after.mask().mul(before.mask())).isEqualTo(after.mask());
        assertThat(after.structure()).isEqualTo(before.structure());
        assertThat(both.thin().encoding("inner.weight").masked().orElseThrow().structure())
                .isEqualTo(before.structure());
    }

    @Test
    void theWayThereDropsOneChannelAfterTheOther() {
        Coupling inner = Couplings.of(model.graph()).prunable().get(1);
        CoupledPart part = part(model, inner, 3);
        Tightening way = part.tightening().orElseThrow();

        assertThat(way.from()).isZero();
        assertThat(((CoupledPart) way.at().apply(0)).channels().kept()).isEqualTo(12);
        assertThat(((CoupledPart) way.at().apply(0.5)).channels().kept()).isEqualTo(6);
        assertThat(way.at().apply(way.to())).isEqualTo(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"l1", "l2", "bn-scale", "geometric-median", "random:4"})
    void channelsAreChosenByAnyImportance(String importance) {
        Prune prune = TWOFOLD.by(Importance.parse(importance));

        assertThat(Thinning.of(prune.apply(model).model()).cuts())
                .extracting(cut -> cut.channels().size())
                .containsExactly(4, 6, 3);
    }

    @Test
    void theScaleThatFollowsDecides() {
        INDArray scale = model.parameters().get("bn2.scale").dup().assign(1);
        List.of(0, 5, 7).forEach(channel -> scale.putScalar(channel, 0.1));
        Model scaled = model.with(model.parameters().with("bn2.scale", scale), Step.of("scale"));
        Prune prune = Prune.of(COUPLED, Rate.parse("25%")).only("inner").by(Importance.parse("bn-scale"));

        assertThat(Thinning.of(prune.apply(scaled).model()).cuts().get(0).channels())
                .containsExactly(0, 5, 7);
    }

    @Test
    void groupsAreTheChannels() {
        Coupling inner = Couplings.of(model.graph()).prunable().get(1);
        Groups groups = part(model, inner, 3).groups().orElseThrow();

        assertThat(groups.count()).isEqualTo(12);
        assertThat(groups.of()).containsOnlyKeys("inner.weight", "bn2.scale", "bn2.shift", "outer.weight");
        assertThat(groups.of().get("outer.weight")).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        assertThat(Weights.of(model.parameters().get("inner.weight")))
                .hasSameSizeAs(groups.of().get("inner.weight"));
    }
}
