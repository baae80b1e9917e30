package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ParametersTest {

    private final INDArray weight = Nd4j.ones(2, 3);
    private final Parameters parameters = new Parameters(ordered());

    private Map<String, INDArray> ordered() {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put("fc.weight", weight);
        arrays.put("fc.bias", Nd4j.zeros(2));
        return arrays;
    }

    @Test
    void replacingKeepsTheOrderAndTheOriginal() {
        Parameters changed = parameters.with("fc.weight", Nd4j.zeros(2, 3));

        assertThat(changed.names()).containsExactly("fc.weight", "fc.bias");
        assertThat(changed.get("fc.weight")).isEqualTo(Nd4j.zeros(2, 3));
        assertThat(parameters.get("fc.weight")).isSameAs(weight);
    }

    @Test
    void aCopyHasArraysOfItsOwn() {
        Parameters copy = parameters.copy();
        copy.get("fc.weight").putScalar(0, 0, 7);

        assertThat(weight.getFloat(0, 0)).isEqualTo(1);
        assertThat(copy.names()).containsExactly("fc.weight", "fc.bias");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        String message = "no parameter 'fc.weigth'; did you mean 'fc.weight'?";

        assertThatThrownBy(() -> parameters.get("fc.weigth")).hasMessage(message);
        assertThatThrownBy(() -> parameters.with("fc.weigth", weight)).hasMessage(message);
    }
}
