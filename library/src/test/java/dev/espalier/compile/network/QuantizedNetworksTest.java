package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compile.kernel.ByteConvolution;
import dev.espalier.compile.kernel.ByteMove;
import dev.espalier.compile.kernel.ByteQuantization;
import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Copy;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.compile.target.Target;
import dev.espalier.data.Dataset;
import dev.espalier.data.Provenance;
import dev.espalier.data.Split;
import dev.espalier.engine.integer.IntegerExecutor;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.prune.Prune;
import dev.espalier.quantize.Activations;
import dev.espalier.quantize.IntegerModel;
import dev.espalier.quantize.Quantize;
import java.util.HashMap;
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

/** Quantized networks as native code that computes in integers, bit for bit what the integer executor gives. */
@ExtendWith(NeedsCompiler.class)
class QuantizedNetworksTest {

    private static final Seed SEED = new Seed(1);

    static Stream<Model> networks() {
        Shape image = Shape.of(3, 32, 32);
        return Stream.of(
                quantized(lived(Zoo.lenet5(Shape.of(1, 28, 28), 10, SEED)), 8),
                quantized(lived(Zoo.vggSmall(image, 10, 19, SEED)), 8),
                quantized(lived(Zoo.resnet(8, image, 10, SEED)), 8),
                quantized(lived(Zoo.mobilenetV2(image, 10, 0.5, SEED)), 8),
                quantized(lived(Zoo.create("resnet18-imagenet", Shape.of(3, 64, 64), 10, SEED)), 8));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void giveTheSameBits(Model model) {
        agrees(model, Compile.here(), true);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void alsoWithNarrowVectorsAndTwoThreads(Model model) {
        assumeTrue(Target.parse("x86-64-v3").runsHere(), "this processor has no AVX2");
        agrees(model, new Compile("x86-64-v3", 1, 2), true);
    }

    @Test
    void alsoOfFewBitsAndPruned() {
        Model whole = lived(Zoo.resnet(8, Shape.of(3, 32, 32), 10, SEED));
        Model pruned = Prune.parse(Map.of("structure", "block-punched:16x4", "rate", "4x"))
                .apply(whole)
                .model();
        agrees(quantized(pruned, 4), Compile.here(), true);
        Model active = Activations.bits(6)
                .on(8)
                .apply(pruned, noise(whole.input().shape()))
                .model();
        agrees(Quantize.to(new LevelSet.SumOfPowers(4)).apply(active).model(), Compile.here(), true);
    }

    /** Levels that are joined, cut, surrounded by zeros or rounded again stay bytes all the way. */
    @Test
    void moveBytesAsTheyAre() {
        ModelBuilder net = new ModelBuilder("moves");
        Value x = net.input(3, 16, 16);
        Value a = net.relu(net.convWithBias("a", x, Conv2d.square(20, 3, 1, 1)));
        Value b = net.relu(net.convWithBias("b", a, Conv2d.square(12, 3, 1, 1)));
        Value c = net.convWithBias("c", net.apply(Concat.channels(), a, b), Conv2d.square(32, 3, 1, 1));
        Value d = net.relu(net.add(c, net.apply(PadAxis.channels(8, 4), a)));
        Value part = net.apply(Slice.channels(3, 21), d);
        Value e = net.relu(net.convWithBias("e", net.apply(new PadAxis(2, 1, 0), part), Conv2d.square(16, 2, 1, 0)));
        Value border = net.apply(new Pad2d(Size2d.square(1), Pad2d.Mode.ZERO), net.apply(new Slice(3, 2, 9), e));
        Value f = net.relu(net.convWithBias("f", net.maxPool(border, 2), Conv2d.square(16, 3, 1, 1)));
        Model model = net.build(net.linear("g", net.flatten(net.maxPool(f, 3)), 10), SEED);
        Model small = quantized(lived(model), 8);
        agrees(small, Compile.here(), true);
        assertThat(tasks(small).filter(task -> task instanceof Copy)).hasSize(1);
        assertThat(tasks(small).filter(task -> task instanceof ByteMove)).hasSize(6);
        assertThat(tasks(small).filter(task -> task instanceof ByteQuantization))
                .as("of the input")
                .hasSize(1);
    }

    /** Shortcuts that gain channels of zeros, too. */
    @Test
    void padShortcutsInBytes() {
        Model model = quantized(lived(Zoo.resnet(8, Shape.of(3, 32, 32), 10, SEED)), 8);
        assertThat(tasks(model).filter(task -> task instanceof Copy)).hasSize(1);
    }

    private static Stream<Task> tasks(Model model) {
        try (CompiledModel compiled = Compile.here().apply(model)) {
            return compiled.source().steps().stream().map(step -> step.call().task()).toList().stream();
        }
    }

    /** Layers in integers; attention's products, softmax and layer norm in numbers, between levels. */
    @Test
    void agreeWithTheReferenceWhereAttentionComputesInNumbers() {
        Model model = lived(Zoo.transformer(Shape.of(12, 16), 10, 2, 32, SEED));
        Map<String, INDArray> sequences = Map.of(model.input().name(), input(model));
        Model active = Activations.bits(8).apply(model, List.of(sequences)).model();
        Model small = Quantize.fixed(8).apply(active).model();
        try (CompiledModel compiled = Compile.here().apply(small)) {
            assertThat(compiled.judge(input(small)).relative()).isLessThan(1e-3);
            assertThat(compiled.source().steps())
                    .filteredOn(step -> step.call().task() instanceof Convolution)
                    .isEmpty();
            assertThat(compiled.source().steps())
                    .filteredOn(step -> step.call().task() instanceof ByteConvolution)
                    .hasSize(10);
        }
    }

    /** Weights of some layers are no whole numbers: these compute in single precision, between levels. */
    @Test
    void computeInNumbersWhatHasNoIntegers() {
        Model some = partlyInIntegers();
        try (CompiledModel compiled = Compile.here().apply(some)) {
            assertThat(compiled.judge(input(some)).relative()).isLessThan(0.05);
            assertThat(compiled.source().steps())
                    .filteredOn(step -> step.call().task() instanceof Convolution)
                    .extracting(step -> step.call().layer())
                    .containsExactly("conv2.1");
        }
    }

    static Model partlyInIntegers() {
        Model model = lived(Zoo.vggSmall(Shape.of(3, 32, 32), 10, 19, SEED));
        Model active = Activations.bits(8)
                .on(8)
                .apply(model, noise(model.input().shape()))
                .model();
        return Quantize.fixed(8).exclude("conv2.1").apply(active).model();
    }

    private static void agrees(Model model, Compile settings, boolean inIntegers) {
        try (CompiledModel compiled = settings.apply(model)) {
            INDArray images = input(model);
            compiled.run(images);
            float[] found = compiled.run(images).get(0).dup('c').data().asFloat();
            Model exact = compiled.model();
            assertThat(exact.history()).isEqualTo(IntegerModel.rounded(model).history());
            Map<String, INDArray> feeds = new HashMap<>(exact.parameters().arrays());
            feeds.put(exact.input().name(), images);
            double[] expected;
            try (IntegerExecutor executor = new IntegerExecutor(exact.graph(), exact.encodings())) {
                INDArray output = executor.run(feeds).get(exact.output().name());
                expected = output.dup('c').data().asDouble();
            }
            assertThat(compiled.judge(images).difference()).isZero();
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).as("%s, output %d", model.name(), i).isEqualTo((float) expected[i]);
            }
            assertThat(found).doesNotContain(0, 0, 0);
            if (inIntegers) {
                assertThat(compiled.source().steps())
                        .noneMatch(step -> step.call().task() instanceof Convolution)
                        .anyMatch(step -> step.call().task() instanceof ByteConvolution);
            }
        }
    }

    static Model quantized(Model model, int bits) {
        Model active = Activations.bits(bits)
                .on(8)
                .apply(model, noise(model.input().shape()))
                .model();
        return Quantize.fixed(bits).apply(active).model();
    }

    /** With statistics, scales and shifts as they are after training. */
    static Model lived(Model model) {
        Map<String, INDArray> arrays = new LinkedHashMap<>(model.parameters().arrays());
        Random random = new Random(5);
        for (Node node : model.graph().parameters()) {
            Role role = ((Parameter) node.op()).role();
            if (role != Role.WEIGHT) {
                INDArray array = arrays.get(node.name()).dup();
                for (long i = 0; i < array.length(); i++) {
                    double drawn = random.nextGaussian();
                    boolean around1 = role == Role.RUNNING_VARIANCE || role == Role.SCALE;
                    array.putScalar(i, around1 ? 0.5 + Math.abs(drawn) : 0.3 * drawn);
                }
                arrays.put(node.name(), array);
            }
        }
        return new Model(model.name(), model.graph(), new Parameters(arrays), model.encodings(), model.history());
    }

    private static Split noise(Shape shape) {
        int images = 8;
        byte[] pixels = new byte[images * (int) shape.withBatch(1).size()];
        new Random(3).nextBytes(pixels);
        Shape image = shape.withBatch(1);
        Dataset data = new Dataset(
                "noise",
                image.dim(1),
                image.dim(2),
                image.dim(3),
                pixels,
                new int[images],
                List.of("noise"),
                Provenance.of("drawn", Map.of()));
        return new Split(data, data);
    }

    private static INDArray input(Model model) {
        Shape shape = model.input().shape().withBatch(2);
        float[] numbers = new float[(int) shape.size()];
        Random random = new Random(7);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(numbers).reshape(shape.toArray());
    }
}
