package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A thinned network computes what the masked one does, with fewer operations, on any network. */
class ThinningZooTest {

    static Stream<Model> networks() {
        return Networks.all().map(Dropping::trained);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void whatIsLeftComputesTheSame(Model model) {
        Model masked = Dropping.dropHalf(model);
        Thinning thinning = Thinning.of(masked);
        Model thinned = thinning.model();
        INDArray items = Dropping.items(model);
        INDArray expected = Dropping.reference(masked, items);

        assertThat(thinning.stays()).isEmpty();
        assertThat(expected.equalsWithEps(Dropping.reference(model, items), 1e-3))
                .as("the masks matter")
                .isFalse();
        assertThat(distance(Dropping.reference(thinned, items), expected)).isLessThan(1e-10);
        assertThat(distance(Dropping.fast(thinned, items), Dropping.fast(masked, items)))
                .isLessThan(1e-5);
    }

    /** The largest difference, in units of the largest number if that is above 1. */
    private static double distance(INDArray found, INDArray expected) {
        return found.sub(expected).amaxNumber().doubleValue()
                / Math.max(1, expected.amaxNumber().doubleValue());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void whatIsGoneIsNoLongerPaidFor(Model model) {
        Model masked = Dropping.dropHalf(model);
        Model thinned = masked.thin();
        Cost cost = Cost.of(thinned);

        assertThat(cost.parameters()).isEqualTo(Cost.of(masked).kept()).isEqualTo(cost.kept());
        assertThat(cost.macs()).isLessThan(Cost.of(masked).macs()).isEqualTo(cost.keptMacs());
        assertThat(cost.bytes()).isLessThan(Cost.of(masked).bytes());
        assertThat(thinned.encodings()).isEmpty();
        assertThat(thinned.history())
                .endsWith(Step.of("thin"))
                .startsWith(masked.history().toArray(Step[]::new));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void nothingIsTakenFromWhatHasNoMasks(Model model) {
        assertThat(model.thin()).isSameAs(model);
    }
}
