package dev.espalier.model.zoo;

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

/**
 * Networks by name, untrained, for images of any size their layers can halve. Input shapes are [channels, height, width].
 */
public final class Zoo {

    private static final Map<String, Entry> CLASSIFIERS = classifiers();

    private Zoo() {}

    /** Appends a network to a builder, from images to logits. */
    @FunctionalInterface
    private interface Classifier {
        Value build(ModelBuilder net, Value images, int classes);
    }

    private record Entry(String description, Classifier classifier) {}

    private static Map<String, Entry> classifiers() {
        Map<String, Entry> table = new LinkedHashMap<>();
        table.put("lenet5", new Entry("2 convolutions, 3 linear layers (LeCun 1998)", LeNet5::build));
        table.put(
                "vgg-small",
                new Entry(
                        "6 convolutions 3x3, 1 linear layer (after Simonyan 2014)",
                        (net, images, classes) -> VggSmall.build(net, images, classes, 32)));
        for (int depth : new int[] {8, 14, 20, 32, 44, 56}) {
            table.put(
                    "resnet" + depth,
                    new Entry(
                            "residual network, " + depth + " layers (He 2015)",
                            (net, images, classes) -> ResNet.build(net, images, classes, depth)));
        }
        table.put(
                "mobilenetv2",
                new Entry(
                        "inverted residuals (after Sandler 2018)",
                        (net, images, classes) -> MobileNetV2.build(net, images, classes, 1)));
        table.put(
                "mobilenetv2-0.5",
                new Entry(
                        "the same with half the channels",
                        (net, images, classes) -> MobileNetV2.build(net, images, classes, 0.5)));
        return Collections.unmodifiableMap(table);
    }

    /** The classifiers {@link #create} knows, families together, small ones first. */
    public static List<String> names() {
        return List.copyOf(CLASSIFIERS.keySet());
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
     * @param name one of {@link #names()}
     * @param input [channels, height, width]
     * @param classes at least 2
     * @param seed decides every weight
     * @throws IllegalArgumentException if the name is unknown, with the nearest there is, or the input is too small,
     *     with the layer that finds it so
     */
    public static Model create(String name, Shape input, int classes, Seed seed) {
        return build(name, input, classes, seed, entry(name).classifier(), Step.of("zoo", "name", name));
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
        return build(
                "vgg-small",
                input,
                classes,
                seed,
                (net, images, count) -> VggSmall.build(net, images, count, width),
                step);
    }

    /**
     * A residual network for small images, with parameter-free shortcuts.
     *
     * @param depth 6n + 2 layers: 8, 14, 20, ...
     */
    public static Model resnet(int depth, Shape input, int classes, Seed seed) {
        String name = "resnet" + depth;
        return build(
                name,
                input,
                classes,
                seed,
                (net, images, count) -> ResNet.build(net, images, count, depth),
                Step.of("zoo", "name", name));
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
        return build(
                "mobilenetv2",
                input,
                classes,
                seed,
                (net, images, count) -> MobileNetV2.build(net, images, count, width),
                step);
    }

    /**
     * CycleGAN's generator with nine residual blocks; height and width are multiples of 4.
     *
     * @param input [channels, height, width]
     * @param channels of the generated image
     * @param width channels after the first convolution; 64 is the paper's
     */
    public static Model resnet9Generator(Shape input, int channels, int width, Seed seed) {
        if (input.rank() == 3 && (input.dim(1) % 4 != 0 || input.dim(2) % 4 != 0)) {
            throw new IllegalArgumentException(
                    "the generator needs height and width that are multiples of 4, found " + input);
        }
        var net = new ModelBuilder("resnet9-generator");
        Value image = ResNetGenerator.build(net, images(net, input), channels, width);
        Step step = Step.of(
                "zoo",
                "name",
                "resnet9-generator",
                "input",
                input,
                "channels",
                channels,
                "width",
                width,
                "seed",
                seed.value());
        return made(net.build(image, seed), step);
    }

    private static Model build(String name, Shape input, int classes, Seed seed, Classifier classifier, Step step) {
        if (classes < 2) {
            throw new IllegalArgumentException("a classifier needs at least 2 classes, found " + classes);
        }
        var net = new ModelBuilder(name);
        Value logits = classifier.build(net, images(net, input), classes);
        return made(
                net.build(logits, seed),
                step.with("input", input).with("classes", classes).with("seed", seed.value()));
    }

    private static Value images(ModelBuilder net, Shape input) {
        if (input.rank() != 3 || input.isBatched()) {
            throw new IllegalArgumentException(
                    "the input is an image [channels, height, width], such as [1, 28, 28]; found " + input);
        }
        return net.input(input.dim(0), input.dim(1), input.dim(2));
    }

    private static Model made(Model model, Step step) {
        return new Model(model.name(), model.graph(), model.parameters(), model.encodings(), List.of(step));
    }
}
