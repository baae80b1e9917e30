package dev.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.model.Graph;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NonFiniteTest {

    private static Graph twoLayers() {
        Graph.Builder builder = new Graph.Builder();
        Value x = builder.add("x", new Input(Shape.batchOf(2)));
        Value w = builder.add("w", new Parameter(Shape.of(2, 2), Role.WEIGHT));
        Value first = builder.add("first", new Linear(2), x, w);
        Value rectified = builder.add("rectified", new Relu(), first);
        builder.add("second", new Linear(2), rectified, w);
        return builder.build("second");
    }

    private static Map<String, INDArray> feeds(float x, float w) {
        Map<String, INDArray> feeds = new HashMap<>();
        feeds.put("x", Nd4j.createFromArray(new float[][] {{1, x}}));
        feeds.put("w", Nd4j.createFromArray(new float[][] {{1, w}, {1, 1}}));
        return feeds;
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void knowsNumbersFromOthers(float other) {
        assertThat(NonFinite.in(Nd4j.createFromArray(1f, other))).isTrue();
        assertThat(NonFinite.in(Nd4j.createFromArray(1f, Float.MAX_VALUE, -Float.MAX_VALUE)))
                .isFalse();
    }

    @Test
    void namesTheFirstNodeOfAll() {
        assertThat(NonFinite.first(twoLayers(), feeds(1, 1))).isEmpty();
        assertThat(NonFinite.first(twoLayers(), feeds(1e20f, 1e20f)))
                .hasValueSatisfying(node -> assertThat(node.name()).isEqualTo("first"));
        assertThat(NonFinite.first(twoLayers(), feeds(3e10f, 1e28f)))
                .hasValueSatisfying(node -> assertThat(node.name()).isEqualTo("second"));
        assertThat(NonFinite.first(twoLayers(), feeds(1, Float.NaN)))
                .hasValueSatisfying(node -> assertThat(node.name()).isEqualTo("w"));
        assertThat(NonFinite.first(twoLayers(), feeds(Float.NaN, 1)))
                .hasValueSatisfying(node -> assertThat(node.name()).isEqualTo("x"));
    }
}
