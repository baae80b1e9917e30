package dev.espalier.compile.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class TestVectorTest {

    private static final Seed SEED = new Seed(3);

    @Test
    void givesWordsWhereTheyAreWanted() {
        Model model = Zoo.tokenTransformer(11, 50, 10, 2, 32, SEED);

        TestVector test = TestVector.random(model, SEED);

        assertThat(test.inputs()).hasSize(1);
        assertThat(test.inputs().get(0).shape()).containsExactly(1, 11);
        for (float word : test.inputs().get(0).data().asFloat()) {
            assertThat(word).isBetween(0f, 49f).isEqualTo(Math.round(word));
        }
        assertThat(test.outputs().get(0).shape()).containsExactly(1, 10);
        assertThat(TestVector.random(model, SEED)).isEqualTo(test);
    }

    /** Square roots of negative numbers are none; of ones they are. */
    @Test
    void avoidsWhatHasNoResult() {
        Graph.Builder net = new Graph.Builder();
        Value x = net.add("x", new Input(Shape.batchOf(9)));
        Model model = new Model(
                "roots", net.build(net.add("y", new Sqrt(), x).name()), new Parameters(Map.of()), Map.of(), List.of());

        assertThat(TestVector.random(model, SEED).outputs().get(0).data().asFloat())
                .containsOnly(1);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Model model = Zoo.lenet5(Shape.of(1, 28, 28), 10, SEED);

        assertThatThrownBy(() -> TestVector.of(model, List.of(Nd4j.zeros(2, 1, 28, 28))))
                .hasMessage("input 'input' of one item has the shape [1, 1, 28, 28], but got [2, 1, 28, 28]");
        assertThatThrownBy(() -> TestVector.of(model, List.of())).hasMessage("lenet5 has 1 inputs, but got 0");
    }
}
