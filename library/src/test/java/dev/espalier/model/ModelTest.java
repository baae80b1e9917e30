package dev.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.op.Input;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Subtract;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelTest {

    private static final Step STEP = Step.of("change", "what", "a test");

    private Model model;

    @BeforeEach
    void build() {
        var net = new ModelBuilder("net");
        model = net.build(net.linear("fc", net.globalAveragePool(net.input(3, 2, 2)), 2), new Seed(1));
    }

    @Test
    void aChangeGivesANewModelWithALongerHistory() {
        Parameters changed = model.parameters().with("fc.bias", Nd4j.ones(2));
        Encoding masked = new Encoding.Masked(Nd4j.ones(2, 3), new Structure.Unstructured());
        Model other = model.with(changed, Map.of("fc.weight", masked), STEP).named("other");

        assertThat(other.history()).hasToString("[build name=net seed=1, change what=a test]");
        assertThat(other.encoding("fc.weight")).isEqualTo(masked);
        assertThat(other.name()).isEqualTo("other");
        assertThat(model.history()).hasSize(1);
        assertThat(model.encoding("fc.weight")).isEqualTo(new Encoding.Dense());
        assertThat(model.parameters().get("fc.bias")).isEqualTo(Nd4j.zeros(2));
    }

    @Test
    void aModelMayHaveSeveralInputsAndOutputs() {
        Graph.Builder graph = new Graph.Builder();
        var words = graph.add("words", new Input(Shape.batchOf(7)));
        var mask = graph.add("mask", new Input(Shape.batchOf(7)));
        graph.add("kept", new Multiply(), words, mask);
        graph.add("left", new Subtract(), words, mask);
        Model both = new Model("both", graph.build("kept", "left"), new Parameters(Map.of()), Map.of(), List.of());

        assertThat(both).hasToString("both: words [N, 7], mask [N, 7] to kept [N, 7], left [N, 7]\n  " + Cost.of(both));
        assertThat(both.summary().toString()).startsWith("both on words [N, 7], mask [N, 7]\n");
        assertThatThrownBy(both::input)
                .hasMessage("model 'both' has 2 inputs [words, mask]; this is done with models that have one");
        assertThatThrownBy(both::output)
                .hasMessage("model 'both' has 2 outputs [kept, left]; this is done with models that have one");
    }

    @Test
    void parametersMustHaveTheShapesOfTheGraph() {
        Parameters wrong = model.parameters().with("fc.bias", Nd4j.ones(3));

        assertThatThrownBy(() -> model.with(wrong, STEP))
                .hasMessage("parameter 'fc.bias' has shape [3]; the graph expects [2]");
    }

    @Test
    void parametersMustBeThoseOfTheGraph() {
        Map<String, INDArray> more = new LinkedHashMap<>(model.parameters().arrays());
        more.put("extra", Nd4j.ones(1));
        Map<String, INDArray> fewer = new LinkedHashMap<>(model.parameters().arrays());
        fewer.remove("fc.bias");

        assertThatThrownBy(() -> model.with(new Parameters(more), STEP))
                .hasMessage("the graph has no parameters [extra]");
        assertThatThrownBy(() -> model.with(new Parameters(fewer), STEP))
                .hasMessageStartingWith("no parameter 'fc.bias'");
    }

    @Test
    void masksMustFitTheirParameter() {
        Encoding masked = new Encoding.Masked(Nd4j.ones(3, 2), new Structure.Unstructured());

        assertThatThrownBy(() -> model.with(model.parameters(), Map.of("fc.weight", masked), STEP))
                .hasMessage("the mask of 'fc.weight' has shape [3, 2]; the parameter has [2, 3]");
        assertThatThrownBy(() -> model.with(model.parameters(), Map.of("fc", masked), STEP))
                .hasMessage("'fc' is no parameter and has no encoding");
        assertThatThrownBy(() -> model.with(model.parameters(), Map.of("fc.wait", masked), STEP))
                .hasMessage("no node 'fc.wait'; did you mean 'fc.weight'?");
    }

    @Test
    void quantizedParametersHoldWhatTheirEncodingCanExpress() {
        var levels = new Encoding.Quantized(
                new Granularity.PerTensor(), List.of(new LevelSet.Fixed(3)), List.of(3f), Optional.empty());
        INDArray weights = Nd4j.createFromArray(new float[][] {{-3, 2, 1}, {0, -1, 3}});
        Model quantized = model.with(model.parameters().with("fc.weight", weights), Map.of("fc.weight", levels), STEP);

        assertThat(quantized.encoding("fc.weight")).isEqualTo(levels);
        assertThatThrownBy(() -> quantized.with(quantized.parameters().with("fc.weight", weights.add(0.5)), STEP))
                .hasMessage("parameter 'fc.weight' holds -2.5 at position 0, which is 3.0 times no level of fixed3;"
                        + " project it onto its levels first");
        assertThatThrownBy(() -> model.with(model.parameters(), Map.of("fc.weight", levels(2)), STEP))
                .hasMessageStartingWith("parameter 'fc.weight' of shape [2, 3] has 1 groups of weights (tensor), but");
        INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 0}, {1, 1, 1}});
        var masked = new Encoding.Quantized(
                levels.granularity(),
                levels.sets(),
                levels.scales(),
                Optional.of(new Encoding.Masked(mask, new Structure.Unstructured())));
        assertThatThrownBy(() -> quantized.with(quantized.parameters(), Map.of("fc.weight", masked), STEP))
                .hasMessage("parameter 'fc.weight' holds 1.0 at position 2, where its mask is zero; multiply it with"
                        + " the mask first");
    }

    private static Encoding levels(int groups) {
        return new Encoding.Quantized(
                new Granularity.PerTensor(),
                Collections.nCopies(groups, new LevelSet.Fixed(3)),
                Collections.nCopies(groups, 3f),
                Optional.empty());
    }

    @Test
    void stepsReadAsText() {
        assertThat(Step.of("prune", "rate", "4x", "seed", 1).with("layers", List.of("a", "b")))
                .hasToString("prune rate=4x seed=1 layers=[a, b]");
    }
}
