package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.prune.Prune;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every network of the zoo as native code, dense and pruned, against the reference executor. */
@ExtendWith(NeedsCompiler.class)
class CompiledModelTest {

    private static final Shape IMAGE = Shape.of(3, 32, 32);
    private static final Seed SEED = new Seed(1);

    private static final List<Model> ZOO = List.of(
            Zoo.lenet5(Shape.of(1, 28, 28), 10, SEED),
            Zoo.vggSmall(IMAGE, 10, 19, SEED),
            Zoo.resnet(8, IMAGE, 10, SEED),
            Zoo.mobilenetV2(IMAGE, 10, 0.5, SEED),
            GanZoo.resnet9Generator(IMAGE, 3, 10, SEED),
            GanZoo.inceptionGenerator(IMAGE, 3, 8, 1, 4, NormKind.INSTANCE, SEED),
            GanZoo.dcganGenerator(20, IMAGE, 10, SEED),
            GanZoo.patchDiscriminator(IMAGE, 10, 2, SEED),
            Zoo.transformer(Shape.of(12, 20), 10, 2, 32, SEED),
            Zoo.tokenTransformer(11, 50, 10, 2, 32, SEED));

    static Stream<Model> zoo() {
        return ZOO.stream();
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void computesWhatTheReferenceDoes(Model model) {
        agrees(model, Compile.here());
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void alsoOnTwoThreads(Model model) {
        agrees(model, Compile.here().onThreads(2));
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void alsoWithNarrowVectors(Model model) {
        assumeTrue(Target.parse("x86-64-v3").runsHere(), "this processor has no AVX2");
        agrees(model, new Compile("x86-64-v3", 1, 1));
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void alsoPrunedWithoutAnyPattern(Model model) {
        agrees(pruned(model, "unstructured"), Compile.here());
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void alsoPrunedInBlocks(Model model) {
        agrees(pruned(model, "block-punched:16x4"), Compile.here());
    }

    static Model pruned(Model model, String structure) {
        Model masked = Prune.parse(Map.of("structure", structure, "rate", "4x"))
                .apply(model)
                .model();
        assertThat(masked.encodings().values()).anyMatch(encoding -> encoding instanceof Encoding.Masked);
        return masked;
    }

    static void agrees(Model model, Compile settings) {
        try (CompiledModel compiled = settings.apply(model)) {
            // Twice: the second run finds memory as the first left it.
            compiled.judge(input(model, 2));
            Deviation deviation = compiled.judge(input(model, 3));
            assertThat(deviation.relative())
                    .as("%s: %s", model.name(), deviation)
                    .isLessThan(1e-3);
            assertThat(deviation.largest()).isGreaterThan(0);
        }
    }

    private static INDArray input(Model model, int batch) {
        Shape shape = model.input().shape().withBatch(batch);
        float[] numbers = new float[(int) shape.size()];
        Random random = new Random(batch);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = model.name().startsWith("token") ? random.nextInt(50) : (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(numbers).reshape(shape.toArray());
    }

    /** The normalisation cannot be worked into a convolution, so its numbers for each channel are read beside the sum. */
    @Test
    void normalizesASumOfConvolutions() {
        ModelBuilder net = new ModelBuilder("sum");
        Value image = net.input(20, 7, 7);
        Value one = net.conv("one", image, Conv2d.square(40, 1, 1, 0));
        Value other = net.conv("other", image, Conv2d.square(40, 3, 1, 1));
        Value sum = net.scope("both").apply(new Add(), one, other);
        Model fresh = net.build(net.batchNorm("norm", sum), SEED);
        Map<String, INDArray> trained = new LinkedHashMap<>(fresh.parameters().arrays());
        Random random = new Random(1);
        trained.replaceAll((name, array) -> {
            INDArray drawn = array.dup();
            for (int i = 0; name.startsWith("norm") && i < drawn.length(); i++) {
                drawn.putScalar(i, 0.5 + random.nextDouble());
            }
            return drawn;
        });
        agrees(new Model("sum", fresh.graph(), new Parameters(trained), Map.of(), List.of()), Compile.here());
    }

    @Test
    void sharesMemoryBetweenWhatIsNotNeededAtOnce() {
        try (CompiledModel compiled = Compile.here().apply(ZOO.get(3))) {
            assertThat(compiled.source().plan().floats())
                    .isLessThan(compiled.source().plan().unshared() / 2);
        }
    }

    @Test
    void saysWhatInputItWants() {
        try (CompiledModel compiled = Compile.here().apply(ZOO.get(0))) {
            assertThatThrownBy(() -> compiled.run(Nd4j.zeros(1, 1, 28, 27)))
                    .hasMessageContaining("[N, 1, 28, 28]")
                    .hasMessageContaining("[1, 1, 28, 27]");
            assertThatThrownBy(compiled::run).hasMessage("lenet5 has 1 inputs, but got 0");
        }
    }

    @Test
    void refusesSenselessSettings() {
        assertThatThrownBy(() -> Compile.parse(Map.of("thread", "2"))).hasMessageContaining("threads");
        assertThatThrownBy(() -> Compile.parse(Map.of("threads", "0"))).hasMessageContaining("1 thread or more");
        assertThatThrownBy(() -> Compile.parse(Map.of("target", "z80"))).hasMessageContaining("z80");
        assertThat(Compile.parse(Compile.here().searching().settings()))
                .isEqualTo(Compile.here().searching());
    }
}
