package dev.espalier.compile.lower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.kernel.Attention;
import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Copy;
import dev.espalier.compile.kernel.Embedding;
import dev.espalier.compile.kernel.OverFeatures;
import dev.espalier.compile.kernel.PositionMean;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.target.Isa;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which work transformers become. */
class SequenceGroupsTest {

    private static final Target TARGET = new Target("x86_64-linux-gnu", Isa.AVX512, Set.of(), 32 << 10, 1 << 20);

    private static List<Class<?>> tasks(Model model) {
        List<Class<?>> tasks = new ArrayList<>();
        Lowering.of(model, TARGET).calls().forEach(call -> tasks.add(call.task().getClass()));
        return tasks;
    }

    @Test
    void aTransformerOfTokensMovesNoNumbersBetweenItsLayers() {
        Model model = Zoo.tokenTransformer(32, 50, 10, 2, 64, new Seed(1));
        // Embedding with positions; twice: projections, attention, projection with shortcut, norm, two layers, norm.
        assertThat(tasks(model))
                .containsExactly(
                        Embedding.class,
                        Convolution.class,
                        Attention.class,
                        Convolution.class,
                        OverFeatures.class,
                        Convolution.class,
                        Convolution.class,
                        OverFeatures.class,
                        Convolution.class,
                        Attention.class,
                        Convolution.class,
                        OverFeatures.class,
                        Convolution.class,
                        Convolution.class,
                        OverFeatures.class,
                        PositionMean.class,
                        Convolution.class,
                        Copy.class);
    }

    @Test
    void shortSequencesHaveChannelsInTheLanesOfLinearLayers() {
        for (int length : List.of(4, 17)) {
            Model model = Zoo.tokenTransformer(length, 50, 10, 1, 64, new Seed(1));
            List<Task> layers = Lowering.of(model, TARGET).calls().stream()
                    .map(Call::task)
                    .filter(task -> task instanceof Convolution)
                    .toList();
            assertThat(layers).hasSize(5).allMatch(task -> task.output() instanceof Blocked);
        }
        Model model = Zoo.tokenTransformer(12, 50, 10, 1, 64, new Seed(1));
        assertThat(Lowering.of(model, TARGET).calls())
                .filteredOn(call -> call.task() instanceof Convolution)
                .filteredOn(call -> call.task().output() instanceof Features)
                .hasSize(4);
    }

    /** Heads of another model's queries, with the key turned before the product, scaled scores, and a mask. */
    private static Model masked(boolean scaleAfterMask) {
        ModelBuilder net = new ModelBuilder("masked");
        Value x = net.input(Shape.of(20, 24));
        Value mask = net.apply(new Reshape(Shape.batchOf(1, 1, 20)), net.apply(Reduce.mean(2), x));
        Value query = net.apply(
                Transpose.of(0, 2, 1, 3), net.apply(new Reshape(Shape.batchOf(20, 3, 8)), net.linear("q", x, 24)));
        Value key = net.apply(
                Transpose.of(0, 2, 3, 1), net.apply(new Reshape(Shape.batchOf(20, 3, 8)), net.linear("k", x, 24)));
        Value value = net.apply(
                Transpose.of(0, 2, 1, 3), net.apply(new Reshape(Shape.batchOf(20, 3, 8)), net.linear("v", x, 24)));
        Value scores = net.apply(new MatMul(false, false), query, key);
        scores = scaleAfterMask ? scores : net.apply(Affine.times(0.25), scores);
        scores = net.apply(new Add(), scores, mask);
        scores = scaleAfterMask ? net.apply(Affine.times(0.25), scores) : scores;
        Value mixed = net.apply(new MatMul(false, false), net.apply(new Softmax(3), scores), value);
        Value joined = net.apply(new Reshape(Shape.batchOf(20, 24)), net.apply(Transpose.of(0, 2, 1, 3), mixed));
        return net.build(net.linear("out", joined, 24), new Seed(1));
    }

    @Test
    void attentionOfAnotherFormWithAMask() {
        assertThat(Lowering.of(masked(false), TARGET).calls())
                .filteredOn(call -> call.task() instanceof Attention)
                .singleElement()
                .satisfies(call -> {
                    Attention attention = (Attention) call.task();
                    assertThat(attention.heads()).isEqualTo(3);
                    assertThat(attention.width()).isEqualTo(8);
                    assertThat(attention.scale()).isEqualTo(0.25);
                    assertThat(attention.mask().shape()).isEqualTo(Shape.of(1, 1, 1, 20));
                });
    }

    @Test
    void aScaledMaskIsLeftAlone() {
        assertThat(tasks(masked(true))).doesNotContain(Attention.class);
    }
}
