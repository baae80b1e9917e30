package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> NAMES = List.of("conv1", "conv2", "classifier", "bn1.running_mean");

    @ParameterizedTest
    @CsvSource({
        "conv1, conv1",
        "CONV1, conv1",
        "covn1, conv1",
        "clasifier, classifier",
        "bn1.runing_mean, bn1.running_mean",
        "con2, conv2",
    })
    void slipsAreUnderstood(String wanted, String meant) {
        assertThat(Nearest.to(wanted, NAMES)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"xyz", "a", "layer3.0.conv1.weight"})
    void whatIsMoreThanHalfWrongIsNoSlip(String wanted) {
        assertThat(Nearest.to(wanted, NAMES)).isEmpty();
    }

    @Test
    void ofEquallyNearNamesTheFirstIsTaken() {
        assertThat(Nearest.to("conv3", NAMES)).contains("conv1");
    }

    @Test
    void aHintEndsASentence() {
        assertThat(Nearest.hint("conv", List.of("conv1"))).isEqualTo("; did you mean 'conv1'?");
        assertThat(Nearest.hint("weights", List.of("a", "b"))).isEqualTo("; there is a, b");
        assertThat(Nearest.hint("weights", List.of())).isEqualTo("; there is none");
        assertThat(Nearest.hint(
                        "weights", IntStream.range(0, 20).mapToObj(i -> "c" + i).toList()))
                .isEqualTo("; there is c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 and 8 more");
    }
}
