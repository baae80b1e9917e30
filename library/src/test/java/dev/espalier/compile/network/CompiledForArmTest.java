package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.target.ArmTools;
import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.onnx.Onnx;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks as code for 64-bit ARM, run by the example of their directories: each compares with the reference. */
@ExtendWith(NeedsCompiler.class)
class CompiledForArmTest {

    private static final Shape IMAGE = Shape.of(3, 32, 32);
    private static final Seed SEED = new Seed(1);

    @TempDir
    private Path folder;

    @BeforeAll
    static void needTools() {
        ArmTools.need();
    }

    static Stream<Model> zoo() {
        return Stream.of(
                pruned(Zoo.create("vgg16-cifar", IMAGE, 10, SEED), "block-punched:16x4"),
                pruned(Zoo.resnet(8, IMAGE, 10, SEED), "unstructured"),
                Zoo.resnet(8, IMAGE, 10, SEED),
                Zoo.mobilenetV2(Shape.of(3, 96, 96), 10, 1, SEED),
                Zoo.transformer(Shape.of(12, 20), 10, 2, 32, SEED));
    }

    private static Model pruned(Model model, String structure) {
        return Prune.parse(Map.of("structure", structure, "rate", "4.5x"))
                .apply(model)
                .model();
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void computesWhatTheReferenceDoes(Model model) throws Exception {
        checks(model);
    }

    @Test
    void encodesSentences() throws Exception {
        Path file = folder.resolve("all-minilm-l6-v2.onnx");
        try (InputStream in = CompiledForArmTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            Files.copy(in, file);
        }
        checks(Onnx.read(file).with("batch", 32).model());
    }

    /** One weight in so many stays. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void knowsAllOperators(int rate) throws Exception {
        checks(allOperators(rate));
    }

    /** The networks of another test as one with as many outputs. */
    @SuppressWarnings("unchecked")
    private static Model allOperators(int rate) {
        List<Model> models = CompiledOperatorsTest.operators()
                .map(operator -> (BiFunction<Graph.Builder, Value, Value>) operator.get()[1])
                .map(after -> CompiledOperatorsTest.model(after, rate))
                .toList();
        Graph.Builder net = new Graph.Builder();
        List<String> outputs = new ArrayList<>();
        for (Model model : models) {
            String prefix = "net" + outputs.size() + "/";
            for (Node node : model.graph().nodes()) {
                if (!shared(node.name())) {
                    List<String> inputs = node.inputs().stream()
                            .map(input -> shared(input) ? input : prefix + input)
                            .toList();
                    net.add(prefix + node.name(), node.op(), inputs);
                } else if (outputs.isEmpty()) {
                    net.add(node.name(), node.op(), node.inputs());
                }
            }
            outputs.add(prefix + model.output().name());
        }
        Parameters weights = models.get(0).parameters();
        return new Model("operators", net.build(outputs.toArray(String[]::new)), weights, Map.of(), List.of());
    }

    private static boolean shared(String name) {
        return List.of("images", "weight", "conv").contains(name);
    }

    private void checks(Model model) throws IOException, InterruptedException {
        Path directory = folder.resolve("net");
        new Compile("aarch64-linux", 1, 1).write(model, "net", directory, Progress.NONE, Cancellation.NEVER);
        Shell built = Shell.run(directory, "make", "-s", "LDFLAGS=-static");
        assertThat(built.code()).as(built.said()).isZero();
        List<String> command = new ArrayList<>(ArmTools.runner());
        command.addAll(List.of("./example", "--repeat", "1", "--check"));
        Shell ran = Shell.run(directory, command);
        assertThat(ran.said()).contains("passed: largest difference");
        assertThat(ran.code()).isZero();
    }

    /** Here by an emulator, on such a machine by itself. */
    @Test
    void checksItselfWhereverItIs() throws Exception {
        Path directory = folder.resolve("net");
        Model model = Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1));
        new Compile("aarch64-linux", 1, 1).write(model, "net", directory, Progress.NONE, Cancellation.NEVER);

        Shell ran = Shell.run(directory, "make", "-s", "check");
        assertThat(ran.said()).contains("passed: largest difference");
        assertThat(ran.code()).isZero();

        Shell refused = Shell.run(directory, "make", "-s", "RUN=no-emulator", "check");
        assertThat(refused.said())
                .contains(
                        "this code is for aarch64, and there is no no-emulator to run it here; copy this directory to such"
                                + " a machine, and say 'make check' there");
        assertThat(refused.code()).isNotZero();
    }
}
