package dev.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexCostTest {

    private static Model net() {
        var net = new ModelBuilder("net");
        Value x = net.conv("conv", net.input(16, 8, 8), Conv2d.square(32, 3, 1, 1));
        x = net.conv("point", x, Conv2d.square(64, 1, 1, 0));
        return net.build(net.linear("fc", net.globalAveragePool(x), 64), new Seed(4));
    }

    private static IndexCost cost(String structure, String layer) {
        Pruned pruned =
                Prune.of(Scheme.parse(structure), rate(structure)).only(layer).apply(net());
        return pruned.index().orElseThrow();
    }

    private static Rate rate(String structure) {
        return Scheme.parse(structure).ownRate().orElse(Rate.times(4.5));
    }

    /** conv: 32 x 16 x 3 x 3 = 4,608 weights, 1,024 kept; at n:m:2:4 2,304. point: 64 x 32, 455 or 456 kept. */
    @ParameterizedTest
    @CsvSource({
        "unstructured,       conv, 8555, 1", // 1,024 of 8 bits, 33 offsets of 11
        "n:m:2:4,            conv, 4608, 1",
        "filter,             conv, 0, 1",
        "channel,            conv, 0, 32",
        "column,             conv, 256, 32", // 32 columns of 8 bits
        "pattern:clicktrain8,conv, 2161, 1", // 256 kernels of 4 + 3, 33 offsets of 9, 8 patterns of 9
        "pattern:clicktrain8/g4,conv, 583, 4", // 64 of 4 + 3, 9 offsets of 7, 72
        "block-punched:8x4,  conv, 144, 8", // 4 x 4 blocks of 9 positions
        "block-column:8,     conv, 1064, 8", // 128 of 8 bits, 5 offsets of 8
        "block-row:36,       conv, 221, 1", // 28 of 2 bits, 33 offsets of 5
        "position:8,         conv, 36, 8",
        "block:8x2,          point, 157, 8", // 28 of 4 bits, 9 offsets of 5
        "token-lane:4,       point, 689, 4", // 114 of 5 bits, 17 offsets of 7
        "block-punched:8x4,  point, 339, 8", // 57 of 5 bits, 9 offsets of 6
    })
    void isThatOfTheFormatMadeForTheStructure(String structure, String layer, long bits, int together) {
        IndexCost cost = cost(structure, layer);
        assertThat(cost.bits()).isEqualTo(bits);
        assertThat(cost.together()).isEqualTo(together);
    }

    @Test
    void patternsTakeFarLessThanSingleWeights() {
        assertThat(cost("unstructured", "conv").bitsPerWeight()).isCloseTo(8555 / 1024.0, within(1e-9));
        assertThat(cost("pattern:clicktrain8", "conv").bitsPerWeight())
                .isLessThan(cost("unstructured", "conv").bitsPerWeight() / 3);
        assertThat(cost("block-punched:8x4", "conv"))
                .hasToString("0.14 index bits for each kept weight; indices shared by 8 outputs");
    }

    @Test
    void vectorsLongerThanABlockIdle() {
        IndexCost eight = new IndexCost(0, 1, 8);
        assertThat(eight.lanesUsed(4)).isEqualTo(1);
        assertThat(eight.lanesUsed(8)).isEqualTo(1);
        assertThat(eight.lanesUsed(16)).isEqualTo(0.5);
        assertThat(new IndexCost(0, 1, 3).lanesUsed(16)).isEqualTo(3 / 16.0);
        assertThat(new IndexCost(0, 1, 24).lanesUsed(16)).isEqualTo(0.75);
    }

    @Test
    void thePrintedResultTellsIt() {
        assertThat(Prune.of(Scheme.parse("block-punched:8x4"), Rate.times(4.5))
                        .only("conv")
                        .apply(net())
                        .toString())
                .contains("0.14 index bits for each kept weight; indices shared by 8 outputs");
    }
}
