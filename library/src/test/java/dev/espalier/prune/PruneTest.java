package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PruneTest {

    private static final Rate FOURFOLD = Rate.times(4);

    /** One layer of every kind. */
    private static Model mixed() {
        var net = new ModelBuilder("mixed");
        Value x = net.conv("stem", net.input(3, 16, 16), Conv2d.square(16, 3, 1, 1));
        x = net.relu(net.batchNorm("bn", x));
        x = net.conv("block.spatial", x, Conv2d.square(16, 3, 1, 1));
        x = net.conv("block.depthwise", x, Conv2d.square(16, 3, 1, 1).withGroups(16));
        x = net.conv("block.point", x, Conv2d.square(24, 1, 1, 0));
        x = net.conv("block.large", x, Conv2d.square(8, 5, 1, 2));
        x = net.linear("hidden", net.globalAveragePool(x), 32);
        return net.build(net.linear("classifier", net.relu(x), 10), new Seed(5));
    }

    private static Map<String, String> reasons(Pruned pruned) {
        return pruned.layers().stream()
                .filter(layer -> !layer.pruned())
                .collect(Collectors.toMap(
                        PrunedLayer::layer, layer -> layer.excluded().orElseThrow()));
    }

    @Test
    void theUsualLayersAreLeftDenseWithReasons() {
        Pruned pruned = Prune.unstructured(FOURFOLD).apply(mixed());
        assertThat(reasons(pruned))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "stem", "is the first convolution",
                        "block.depthwise", "is depthwise: every channel has one kernel only",
                        "classifier", "is the last layer with weights"));
        assertThat(pruned.model().encodings())
                .containsOnlyKeys("block.spatial.weight", "block.point.weight", "block.large.weight", "hidden.weight");
    }

    @Test
    void patternsLeaveOtherKernelsAndLinearLayersDense() {
        Pruned pruned = Prune.pattern(FOURFOLD).apply(mixed());
        assertThat(reasons(pruned))
                .containsEntry(
                        "block.large",
                        "has 5x5 kernels; kernel patterns are 3x3, and other kernels than these and 1x1 have none")
                .containsEntry("hidden", "is linear and has no kernels; include it to prune its single weights")
                .doesNotContainKeys("block.spatial", "block.point");
        assertThat(Prune.pattern(FOURFOLD)
                        .include("hidden")
                        .apply(mixed())
                        .model()
                        .encodings())
                .containsKey("hidden.weight");
    }

    @Test
    void theRateIsThatOfThePrunedLayers() {
        Model model = mixed();
        for (Prune prune : List.of(Prune.unstructured(FOURFOLD), Prune.pattern(FOURFOLD))) {
            Pruned pruned = prune.apply(model);
            assertThat(pruned.rate().times()).isCloseTo(4, within(1e-9));
            assertThat(pruned.wholeRate().times()).isBetween(1.0, 4.0);
            for (PrunedLayer layer : pruned.layers()) {
                Encoding encoding = pruned.model().encoding(layer.parameter());
                if (layer.pruned()) {
                    assertThat(((Encoding.Masked) encoding).kept()).isEqualTo(layer.kept());
                } else {
                    assertThat(encoding).isEqualTo(new Encoding.Dense());
                    assertThat(layer.kept()).isEqualTo(layer.total());
                }
            }
        }
    }

    @Test
    void patternsAloneAreTheRateNineFourths() {
        Pruned pruned = Prune.pattern(Rate.times(2.25)).only("block.spatial").apply(mixed());
        assertThat(pruned.rate()).isEqualTo(Rate.times(2.25));
    }

    @Test
    void theOldModelIsUntouchedAndTheHistoryTold() {
        Model model = mixed();
        Model before = model.with(model.parameters().copy(), model.history().get(0));
        Model after = Prune.pattern(FOURFOLD).apply(model).model();
        assertThat(model.parameters()).isEqualTo(before.parameters());
        assertThat(after.history()).hasSize(model.history().size() + 1);
        assertThat(after.history().get(after.history().size() - 1)).hasToString("prune structure=pattern:8 rate=4x");
    }

    @Test
    void settingsReadBackGiveTheSamePruning() {
        for (Prune prune : List.of(
                Prune.unstructured(Rate.keep(0.3)).exclude("hidden", "block.*"),
                Prune.pattern(FOURFOLD).include("hidden").only("block.spatial"))) {
            assertThat(Prune.parse(prune.settings())).isEqualTo(prune);
        }
    }

    @Test
    void starsStandForAnything() {
        assertThat(Prune.unstructured(FOURFOLD)
                        .exclude("block.*")
                        .apply(mixed())
                        .model()
                        .encodings())
                .containsOnlyKeys("hidden.weight");
        assertThat(Prune.unstructured(FOURFOLD)
                        .only("*.depthwise")
                        .apply(mixed())
                        .model()
                        .encodings())
                .containsOnlyKeys("block.depthwise.weight");
    }

    @Test
    void sharedWeightsArePrunedOnce() {
        var net = new ModelBuilder("twins");
        Value x = net.conv("first", net.input(4, 8, 8), Conv2d.square(4, 3, 1, 1));
        x = net.conv("second", x, Conv2d.square(4, 3, 1, 1));
        Model model = net.build(net.conv("third", x, Conv2d.square(4, 3, 1, 1)), new Seed(1));
        var graph = model.graph().extend();
        Value again = graph.add("again", Conv2d.square(4, 3, 1, 1), List.of("second", "second.weight"));
        graph.add("last", Conv2d.square(4, 3, 1, 1), List.of(again.name(), "third.weight"));
        Model shared = new Model("twins", graph.build("last"), model.parameters(), Map.of(), model.history());
        Pruned pruned = Prune.unstructured(FOURFOLD).only("second", "again").apply(shared);
        assertThat(reasons(pruned)).containsEntry("again", "shares the weight of 'second'");
        assertThat(pruned.model().encodings()).containsOnlyKeys("second.weight");
    }

    @Test
    void aRateBelowThePatternsOwnIsAnErrorThatSaysTheSmallest() {
        assertThatThrownBy(() -> Prune.pattern(Rate.times(2)).apply(mixed()))
                .hasMessage(
                        "rate 2x is below 2.25x, the smallest that pattern+connectivity (8 patterns) can have: layer"
                                + " 'block.spatial' is at 2.25x before any kernel is cut; ask for 2.25x or more, or for"
                                + " structure unstructured");
    }

    @Test
    void layersTooSmallForTheRateAreLeftDense() {
        Pruned pruned = Prune.pattern(Rate.times(1000)).apply(mixed());
        assertThat(reasons(pruned)).containsEntry("block.point", "is too small: 384 weights at 1000x leave none");
        assertThatThrownBy(() ->
                        Prune.pattern(Rate.times(1000)).include("block.point").apply(mixed()))
                .hasMessage("layer 'block.point' is too small: 384 weights at 1000x leave none");
    }

    @Test
    void aLayerAskedForThatCannotBePrunedIsAnError() {
        assertThatThrownBy(() -> Prune.pattern(FOURFOLD).only("block.large").apply(mixed()))
                .hasMessageStartingWith("layer 'block.large' has 5x5 kernels; kernel patterns are 3x3");
        assertThat(reasons(Prune.pattern(FOURFOLD).only("block.*").apply(mixed())))
                .as("fits a star only")
                .containsKey("block.large")
                .containsEntry("hidden", "is not among the layers asked for");
    }

    @Test
    void nothingToPruneListsWhy() {
        assertThatThrownBy(() -> Prune.unstructured(FOURFOLD)
                        .exclude("block.*", "hidden")
                        .apply(mixed()))
                .hasMessageStartingWith("nothing to prune in 'mixed': 'stem' is the first convolution;")
                .hasMessageContaining("'hidden' is excluded by name");
    }

    @Test
    void weightsThatAreNotNumbersNameTheirLayer() {
        Model model = mixed();
        var broken = model.parameters().get("hidden.weight").dup().assign(Float.NaN);
        Model diverged = model.with(
                model.parameters().with("hidden.weight", broken),
                model.history().get(0));
        assertThatThrownBy(() -> Prune.unstructured(FOURFOLD).apply(diverged))
                .hasMessageStartingWith("layer 'hidden': weight 0 of a tensor [32, 8] is NaN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "structure=patern rate=4x | pruning: structure: no structure 'patern'; did you mean 'pattern'?",
                "structure=squares rate=4x | pruning: structure: no structure 'squares'; there is block, block-column, block-punched,",
                "structure=pattern rate=0.5x | pruning: rate: rate 0.5x is outside 1x",
                "structure=pattern | pruning needs a rate",
                "rate=4x | pruning needs a structure",
                "structure=pattern rate=4x exlude=conv1 | pruning has no setting 'exlude'; did you mean 'exclude'?",
                "structure=pattern rate=4x patterns=60 | 60 patterns are outside 1 to 56",
                "structure=pattern rate=4x patterns=many | patterns=many is no whole number; 8 is usual",
                "structure=unstructured rate=4x patterns=8 | patterns=8 needs structure=pattern, found unstructured",
                "structure=pattern rate=4x exclude=hiden | no layer 'hiden' with weights; did you mean 'hidden'?",
                "structure=pattern rate=4x exclude=bn | no layer 'bn' with weights",
                "structure=pattern rate=4x include=hidden exclude=hidden | layer 'hidden' is both asked for and excluded",
            })
    void badSettingsSayWhatWouldBeRight(String settings, String message) {
        Map<String, String> map = Arrays.stream(settings.split(" "))
                .map(setting -> setting.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        assertThatThrownBy(() -> Prune.parse(map).apply(mixed()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anUnprunedLayerHasNoReason() {
        assertThat(Prune.unstructured(FOURFOLD).apply(mixed()).layers())
                .filteredOn(PrunedLayer::pruned)
                .allSatisfy(layer -> assertThat(layer.excluded()).isEqualTo(Optional.empty()));
    }
}
