package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerRatesTest {

    private static Model net() {
        var net = new ModelBuilder("net");
        Value x = net.conv("stem", net.input(3, 8, 8), Conv2d.square(8, 3, 1, 1));
        x = net.conv("a.one", x, Conv2d.square(8, 3, 1, 1));
        x = net.conv("a.two", x, Conv2d.square(8, 3, 1, 1));
        x = net.conv("b.grouped", x, Conv2d.square(8, 3, 1, 1).withGroups(2));
        x = net.conv("b.depthwise", x, Conv2d.square(8, 3, 1, 1).withGroups(8));
        return net.build(net.linear("fc", net.globalAveragePool(x), 10), new Seed(4));
    }

    private static Map<String, String> outcomes(String... settings) {
        Map<String, String> map = Arrays.stream(settings)
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return Prune.parse(map).apply(net()).layers().stream()
                .collect(Collectors.toMap(PrunedLayer::layer, layer -> layer.excluded()
                        .orElse(layer.achieved().toString())));
    }

    @Test
    void layersHaveRatesOfTheirOwn() {
        assertThat(outcomes("structure=unstructured", "rate=4x", "rates=a.*:2x,a.two:8x,b.grouped:1x"))
                .containsEntry("a.one", "2x")
                .containsEntry("a.two", "8x")
                .containsEntry("b.grouped", "is asked for at 1x, which keeps everything")
                .containsEntry("stem", "is the first convolution");
    }

    @Test
    void readBackTheSame() {
        LayerRates rates = LayerRates.parse(" a.*:2x , a.two:75%");
        assertThat(rates).hasToString("a.*:2x,a.two:4x");
        assertThat(LayerRates.parse(rates.toString())).isEqualTo(rates);
        Prune prune = Prune.unstructured(Rate.times(3)).with(rates).by(new Importance.L1());
        assertThat(Prune.parse(prune.settings())).isEqualTo(prune);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.onn:2x | no layer 'a.onn' with weights; did you mean 'a.one'?",
                "a.one | pruning: rates: 'a.one' is no layer with a rate; write conv1:2x",
                "a.one:2x,a.one:3x | pruning: rates: layer 'a.one' has two rates; name it once",
                "a.one:much | pruning: rates: 'much' is no rate",
            })
    void mistakesSayWhatWouldBeRight(String rates, String message) {
        assertThatThrownBy(() -> outcomes("structure=unstructured", "rate=4x", "rates=" + rates))
                .hasMessageStartingWith(message);
    }

    @Test
    void aStructureOfOneRateNeedsNone() {
        assertThat(outcomes("structure=n:m:2:4")).containsEntry("a.one", "2x");
        assertThat(Prune.parse(Map.of("structure", "n:m:1:4")).rate()).isEqualTo(Rate.times(4));
        assertThatThrownBy(() -> outcomes("structure=n:m:2:4", "rate=3x"))
                .hasMessage("n:m:2:4 is 2x by itself, and cannot be 3x");
    }

    @Test
    void groupsOfFiltersThatReadDifferentChannelsStayApart() {
        assertThat(outcomes("structure=channel", "rate=2x"))
                .containsEntry(
                        "b.grouped",
                        "has 2 groups of 4 filters, which have no input channel in common; structure filter fits it");
        assertThat(outcomes("structure=block-punched:8x2", "rate=2x"))
                .containsEntry(
                        "b.grouped",
                        "has 2 groups of 4 filters, and block-punched:8x2 would put 8 filters that read different"
                                + " channels together");
        assertThat(outcomes("structure=block-punched:4x2", "rate=2x")).containsEntry("b.grouped", "2x");
        assertThat(outcomes("structure=filter", "rate=2x")).containsEntry("b.grouped", "2x");
    }

    @Test
    void positionPruningIsForDepthwiseLayersToo() {
        assertThat(outcomes("structure=position:4", "rate=3x")).containsEntry("b.depthwise", "3x");
        assertThat(outcomes("structure=block-punched:4x2", "rate=2x"))
                .containsEntry("b.depthwise", "is depthwise: every channel has one kernel only");
        assertThatThrownBy(() -> outcomes("structure=block-punched:4x2", "rate=2x", "include=b.depthwise"))
                .hasMessage("layer 'b.depthwise' has 8 groups of 1 filter, and block-punched:4x2 would put 4 filters"
                        + " that read different channels together; structure position fits it");
    }
}
