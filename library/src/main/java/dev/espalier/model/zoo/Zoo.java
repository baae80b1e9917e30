package dev.espalier.model.zoo;

import dev.espalier.model.Graph;
import dev.espalier.model.Initialization;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Nearest;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Networks by name, untrained, each at the size of the input it is given. */
public final class Zoo {

    private static final Map<String, Entry> CLASSIFIERS = classifiers();

    private Zoo() {}

    /** Appends a network to a builder, from its input to logits. */
    @FunctionalInterface
    private interface Classifier {
        Value build(ModelBuilder net, Value input, int classes);
    }

    /**
     * What a network is usually measured on.
     *
     * @param input shape of an item
     * @param classes number of them
     */
    public record Usual(Shape input, int classes) {}

    private record Entry(
            String description, InputKind input, Usual usual, Initialization initialization, Classifier classifier) {

        static Entry ofImages(String description, Classifier classifier) {
            Usual usual = new Usual(Shape.of(1, 28, 28), 10);
            return new Entry(description, InputKind.IMAGES, usual, Initialization.HE, classifier);
        }

        static Entry ofLargeImages(String description, int side, int classes, Classifier classifier) {
            Usual usual = new Usual(Shape.of(3, side, side), classes);
            return new Entry(description, InputKind.LARGE_IMAGES, usual, Initialization.HE, classifier);
        }

        static Entry ofImageNet(String description, Classifier classifier) {
            return ofLargeImages(description, 224, 1000, classifier);
        }

        static Entry transformer(String description, InputKind input, Classifier classifier) {
            Usual usual = new Usual(Shape.of(64, 16), 10);
            return new Entry(description, input, usual, Initialization.GLOROT, classifier);
        }

        Value logits(ModelBuilder net, Shape shape, int classes) {
            if (classes < 2) {
                throw new IllegalArgumentException("a classifier needs at least 2 classes, found " + classes);
            }
            return classifier.build(net, input.start(net, shape), classes);
        }
    }

    private static Map<String, Entry> classifiers() {
        Map<String, Entry> table = new LinkedHashMap<>();
        table.put("lenet5", Entry.ofImages("2 convolutions, 3 linear layers (LeCun 1998)", LeNet5::build));
        table.put(
                "vgg-small", Entry.ofImages("6 convolutions 3x3, 1 linear layer (after Simonyan 2014)", vggSmall(32)));
        for (int depth : new int[] {8, 14, 20, 32, 44, 56}) {
            table.put(
                    "resnet" + depth,
                    Entry.ofImages("residual network, " + depth + " layers (He 2015)", resnet(depth)));
        }
        table.put("mobilenetv2", Entry.ofImages("inverted residuals (after Sandler 2018)", mobilenetV2(1)));
        table.put("mobilenetv2-0.5", Entry.ofImages("the same with half the channels", mobilenetV2(0.5)));
        table.put(
                "transformer",
                Entry.transformer(
                        "2 encoder layers, width 128 (Vaswani 2017)", InputKind.SEQUENCES, transformer(2, 128)));
        table.put(
                "vgg16-cifar",
                Entry.ofLargeImages("13 convolutions, linear layers of 512 (Simonyan 2014)", 32, 10, Vgg16::cifar));
        table.put(
                "vgg16-imagenet",
                Entry.ofImageNet("13 convolutions, linear layers of 4096 (Simonyan 2014)", Vgg16::imageNet));
        table.put(
                "resnet18-imagenet",
                Entry.ofImageNet("residual network, 18 layers (He 2015)", ImageNetResNet::resnet18));
        table.put(
                "resnet50-imagenet",
                Entry.ofImageNet("residual network, 50 layers (He 2015)", ImageNetResNet::resnet50));
        table.put(
                "mobilenetv1", Entry.ofImageNet("depthwise separable convolutions (Howard 2017)", MobileNetV1::build));
        return Collections.unmodifiableMap(table);
    }

    private static Classifier vggSmall(int width) {
        return (net, images, classes) -> VggSmall.build(net, images, classes, width);
    }

    private static Classifier resnet(int depth) {
        return (net, images, classes) -> ResNet.build(net, images, classes, depth);
    }

    private static Classifier mobilenetV2(double width) {
        return (net, images, classes) -> MobileNetV2.build(net, images, classes, width);
    }

    private static Classifier transformer(int layers, int width) {
        return (net, sequences, classes) -> Transformer.ofVectors(net, sequences, classes, layers, width);
    }

    /** The classifiers of images of any size {@link #create} knows, families together, small ones first. */
    public static List<String> names() {
        return names(InputKind.IMAGES);
    }

    /** The classifiers {@link #create} knows that read input of this kind. */
    public static List<String> names(InputKind input) {
        return CLASSIFIERS.entrySet().stream()
                .filter(entry -> entry.getValue().input() == input)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * What a classifier is usually measured on.
     *
     * @throws IllegalArgumentException if the name is unknown, with the nearest there is
     */
    public static Usual usual(String name) {
        return entry(name).usual();
    }

    /**
     * What a classifier computes, without weights.
     *
     * @param input [channels, height, width] for images, [length, features] for sequences
     * @throws IllegalArgumentException as {@link #create} does
     */
    public static Graph graph(String name, Shape input, int classes) {
        Entry entry = entry(name);
        var net = new ModelBuilder(name);
        return net.graph(entry.logits(net, input, classes));
    }

    /**
     * What a classifier is, in a phrase.
     *
     * @throws IllegalArgumentException if the name is unknown, with the nearest there is
     */
    public static String description(String name) {
        return entry(name).description();
    }

    private static Entry entry(String name) {
        Entry entry = CLASSIFIERS.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "no network '" + name + "' in the zoo" + Nearest.hint(name, CLASSIFIERS.keySet()));
        }
        return entry;
    }

    /**
     * A classifier with fresh weights.
     *
     * @param name one of {@link #names(InputKind)}
     * @param input [channels, height, width] for images, [length, features] for sequences
     * @param classes at least 2
     * @param seed decides every weight
     * @throws IllegalArgumentException if the name is unknown, with the nearest there is, or the input is of the wrong
     *     kind or too small, with the layer that finds it so
     */
    public static Model create(String name, Shape input, int classes, Seed seed) {
        return build(name, input, classes, seed, entry(name), Step.of("zoo", "name", name));
    }

    /** LeNet-5 (LeCun et al. 1998) with rectifiers and max pooling. */
    public static Model lenet5(Shape input, int classes, Seed seed) {
        return create("lenet5", input, classes, seed);
    }

    /**
     * Six 3x3 convolutions in three stages, and one linear layer.
     *
     * @param width channels of the first stage; 32 is the zoo's {@code vgg-small}
     */
    public static Model vggSmall(Shape input, int classes, int width, Seed seed) {
        Step step = Step.of("zoo", "name", "vgg-small", "width", width);
        return build("vgg-small", input, classes, seed, Entry.ofImages("", vggSmall(width)), step);
    }

    /**
     * A residual network for small images, with parameter-free shortcuts.
     *
     * @param depth 6n + 2 layers: 8, 14, 20, ...
     */
    public static Model resnet(int depth, Shape input, int classes, Seed seed) {
        String name = "resnet" + depth;
        Step step = Step.of("zoo", "name", name);
        return build(name, input, classes, seed, Entry.ofImages("", resnet(depth)), step);
    }

    /**
     * MobileNetV2 that halves small images less often than the original.
     *
     * @param width multiplies every number of channels, above 0; 1 is the paper's
     */
    public static Model mobilenetV2(Shape input, int classes, double width, Seed seed) {
        if (!(width > 0)) {
            throw new IllegalArgumentException("width is " + width + "; it must be above 0");
        }
        Step step = Step.of("zoo", "name", "mobilenetv2", "width", width);
        return build("mobilenetv2", input, classes, seed, Entry.ofImages("", mobilenetV2(width)), step);
    }

    /**
     * A transformer encoder that classifies sequences of vectors.
     *
     * @param input [length, features]
     * @param layers at least 1; 2 is the zoo's {@code transformer}
     * @param width features within the network, a multiple of 32; 128 is the zoo's
     */
    public static Model transformer(Shape input, int classes, int layers, int width, Seed seed) {
        Transformer.check(layers, width);
        Step step = Step.of("zoo", "name", "transformer", "layers", layers, "width", width);
        Entry entry = Entry.transformer("", InputKind.SEQUENCES, transformer(layers, width));
        return build("transformer", input, classes, seed, entry, step);
    }

    /**
     * A transformer encoder that classifies sequences of tokens, such as words. Its input is [N, length]: whole numbers,
     * one for each token.
     *
     * @param length of every sequence
     * @param vocabulary how many tokens there are
     * @param layers at least 1
     * @param width features within the network, a multiple of 32
     */
    public static Model tokenTransformer(int length, int vocabulary, int classes, int layers, int width, Seed seed) {
        Transformer.check(layers, width);
        Step step = Step.of("zoo", "name", "token-transformer", "vocabulary", vocabulary)
                .with("layers", layers)
                .with("width", width);
        Classifier classifier =
                (net, tokens, count) -> Transformer.ofTokens(net, tokens, vocabulary, count, layers, width);
        Entry entry = Entry.transformer("", InputKind.TOKENS, classifier);
        return build("token-transformer", Shape.of(length), classes, seed, entry, step);
    }

    private static Model build(String name, Shape input, int classes, Seed seed, Entry entry, Step step) {
        var net = new ModelBuilder(name);
        return made(
                net.build(entry.logits(net, input, classes), seed, entry.initialization()),
                step.with("input", input).with("classes", classes).with("seed", seed.value()));
    }

    /** A model whose history says how the zoo made it. */
    static Model made(Model model, Step step) {
        return new Model(model.name(), model.graph(), model.parameters(), model.encodings(), List.of(step));
    }
}
