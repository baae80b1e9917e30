package dev.espalier.kernel.bench;

import dev.espalier.data.DataPlaces;
import dev.espalier.data.PretrainedModel;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.onnx.Onnx;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.tfjs.TfjsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network whose inference is timed. Of those of the zoo the weights are drawn, which takes as long to compute with as
 * trained ones.
 *
 * @param name in tables, and what {@code --only} takes
 * @param source makes it
 * @param quantized whether its weights and activations have 8 bits
 * @param rates how many times fewer weights the forms have that are usually measured
 */
record InferenceNet(String name, Source source, boolean quantized, List<Double> rates) {

    private static final Seed SEED = new Seed(1);
    private static final String MINILM = "/all-minilm-l6-v2.onnx";
    private static final int WORDS = 30_000;
    private static final List<Double> RATES = List.of(1.0, 2.25, 4.5, 8.0);

    /** The papers on transformers prune by whole numbers. */
    private static final List<Double> RATES_OF_SEQUENCES = List.of(1.0, 2.25, 4.0, 4.5, 8.0);

    private static final List<Double> RATES_IN_BYTES = List.of(1.0, 4.5);

    private static final InferenceNet MOBILENET = new InferenceNet(
            "mobilenetv2", folder -> Zoo.create("mobilenetv2", Shape.of(3, 224, 224), 1000, SEED), false, RATES);

    static final List<InferenceNet> ALL = List.of(
            ofZoo("vgg16-cifar"),
            ofZoo("vgg16-imagenet"),
            ofZoo("resnet18-imagenet"),
            ofZoo("resnet50-imagenet"),
            MOBILENET,
            new InferenceNet(
                    "posenet",
                    folder -> TfjsFile.read(
                            PretrainedModel.POSENET.file(DataPlaces.system(), Progress.NONE, Cancellation.NEVER)),
                    false,
                    RATES),
            miniLm(32),
            miniLm(128),
            inBytes(ofZoo("vgg16-cifar")),
            inBytes(ofZoo("resnet18-imagenet")),
            inBytes(MOBILENET));

    /** Makes a network. */
    @FunctionalInterface
    interface Source {

        /**
         * The network.
         *
         * @param folder for files it needs on the way
         */
        Model model(Path folder) throws IOException;
    }

    private static InferenceNet ofZoo(String name) {
        Zoo.Usual usual = Zoo.usual(name);
        return new InferenceNet(name, folder -> Zoo.create(name, usual.input(), usual.classes(), SEED), false, RATES);
    }

    private static InferenceNet miniLm(int length) {
        Source source = folder -> {
            Path file = miniLmFile(folder)
                    .orElseThrow(() -> new UnsupportedOperationException("MiniLM is not on the class path"));
            return Onnx.read(file).with("batch", length).model();
        };
        return new InferenceNet("minilm-" + length, source, false, RATES_OF_SEQUENCES);
    }

    /** The same with weights and activations of 8 bits. */
    private static InferenceNet inBytes(InferenceNet net) {
        return new InferenceNet(net.name + "-int8", net.source, true, RATES_IN_BYTES);
    }

    /**
     * The network as it is compiled.
     *
     * @param folder for files it needs on the way
     * @param times how many times fewer weights its pruned layers have
     */
    Model model(Path folder, double times) throws IOException {
        Model whole = source.model(folder);
        return quantized ? InBytes.of(Sparsity.prunedForBytes(whole, times)) : Sparsity.pruned(whole, times);
    }

    /** MiniLM as it was published, for those who read ONNX. */
    private static Optional<Path> miniLmFile(Path folder) throws IOException {
        try (InputStream in = InferenceNet.class.getResourceAsStream(MINILM)) {
            if (in == null) {
                return Optional.empty();
            }
            Path file = folder.resolve("published.onnx");
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return Optional.of(file);
        }
    }

    static List<String> names() {
        return ALL.stream().map(InferenceNet::name).toList();
    }

    /**
     * The network of a name.
     *
     * @throws IllegalArgumentException if there is none, with the nearest there is
     */
    static InferenceNet named(String name) {
        return ALL.stream()
                .filter(net -> net.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no network named '" + name + "'" + Nearest.hint(name, names())));
    }

    /** What it is run on, by the names of its inputs: pictures of noise, or words. */
    static Map<String, INDArray> inputs(Model model) {
        Map<String, INDArray> inputs = new LinkedHashMap<>();
        for (Node input : model.graph().inputs()) {
            RandomGenerator random = SEED.split(input.name()).generator();
            float[] numbers = new float[Math.toIntExact(input.shape().size())];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = switch (input.name()) {
                    case "input_ids" -> random.nextInt(WORDS);
                    case "attention_mask" -> 1;
                    case "token_type_ids" -> 0;
                    default -> (float) random.nextGaussian();
                };
            }
            inputs.put(
                    input.name(),
                    Nd4j.createFromArray(numbers)
                            .reshape('c', input.shape().withBatch(1).toArray()));
        }
        return inputs;
    }
}
