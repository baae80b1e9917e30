package dev.espalier.model.zoo;

import dev.espalier.model.Initialization;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;

/** Networks that make images, and networks that tell made images from real ones, untrained. */
public final class GanZoo {

    private static final int RESNET_BLOCKS = 9;

    private GanZoo() {}

    /**
     * CycleGAN's generator with nine residual blocks; height and width are multiples of 4.
     *
     * @param input [channels, height, width]
     * @param channels of the generated image
     * @param width channels after the first convolution; 64 is the paper's
     */
    public static Model resnet9Generator(Shape input, int channels, int width, Seed seed) {
        var net = new ModelBuilder("resnet9-generator");
        Value images = InputKind.IMAGES.start(net, input);
        expectMultiplesOf4("generator", input);
        Step step = Step.of("zoo", "name", "resnet9-generator", "input", input, "channels", channels)
                .with("width", width)
                .with("seed", seed.value());
        Value made = new ResNetGenerator(net, NormKind.PLAIN_INSTANCE).build(images, channels, width, RESNET_BLOCKS);
        return Zoo.made(net.build(made, seed, Initialization.NARROW), step);
    }

    /**
     * CycleGAN's generator with any number of blocks, and normalisation of any kind; height and width are multiples of 4.
     *
     * @param input [channels, height, width]
     * @param channels of the generated image
     * @param width channels after the first convolution; 64 is the paper's
     * @param blocks at least 1
     * @param norm after every convolution but the last
     */
    public static Model resnetGenerator(Shape input, int channels, int width, int blocks, NormKind norm, Seed seed) {
        var net = new ModelBuilder("resnet-generator");
        Value images = imagesOf(net, input, blocks);
        Step step = Step.of("zoo", "name", "resnet-generator", "input", input, "channels", channels)
                .with("width", width)
                .with("blocks", blocks)
                .with("norm", norm)
                .with("seed", seed.value());
        Value made = new ResNetGenerator(net, norm).build(images, channels, width, blocks);
        return Zoo.made(net.build(made, seed, Initialization.NARROW), step);
    }

    /**
     * CAT's inception teacher for image-to-image networks (Jin et al. 2021, section 3.1); height and width are multiples
     * of 4.
     *
     * @param input [channels, height, width]
     * @param channels of the generated image
     * @param width channels after the first convolution; 64 is the paper's
     * @param blocks at least 1; 9 in the paper
     * @param reduction a branch has {@code 4 width / reduction} channels, rounded down, at least 1; 6 in the paper
     * @param norm with a scale, as that is what is pruned by
     */
    public static Model inceptionGenerator(
            Shape input, int channels, int width, int blocks, int reduction, NormKind norm, Seed seed) {
        if (norm == NormKind.PLAIN_INSTANCE) {
            throw new IllegalArgumentException(
                    "an inception generator is pruned by the scales of its normalisations; norm BATCH or INSTANCE");
        }
        var net = new ModelBuilder("inception-generator");
        Value images = imagesOf(net, input, blocks);
        Step step = Step.of("zoo", "name", "inception-generator", "input", input, "channels", channels)
                .with("width", width)
                .with("blocks", blocks)
                .with("reduction", reduction)
                .with("norm", norm)
                .with("seed", seed.value());
        Value made = InceptionGenerator.build(net, images, channels, width, blocks, reduction, norm);
        return Zoo.made(net.build(made, seed, Initialization.NARROW), step);
    }

    /**
     * CAT's inception teacher for GauGAN (Jin et al. 2021; the authors' code): maps of labels to images. Blocks are called
     * head, middle1, middle2, up1 to up4; the paper distils from the results of head, middle2 and up2.
     *
     * @param map [labels, height, width], height and width multiples of 32
     * @param channels of the generated image
     * @param width channels of the last block; 64 is the paper's
     * @param reduction a branch has {@code 1 / reduction} of the channels of its block, rounded down, at least 1
     */
    public static Model inceptionSpadeGenerator(Shape map, int channels, int width, int reduction, Seed seed) {
        InputKind.IMAGES.check(map);
        int multiple = InceptionSpadeGenerator.HALVED;
        if (map.dim(1) % multiple != 0 || map.dim(2) % multiple != 0) {
            throw new IllegalArgumentException(
                    "the generator needs height and width that are multiples of " + multiple + ", found " + map);
        }
        var net = new ModelBuilder("inception-spade-generator");
        Value made = InceptionSpadeGenerator.build(net, net.input(map), channels, width, reduction);
        Step step = Step.of("zoo", "name", "inception-spade-generator", "input", map, "channels", channels)
                .with("width", width)
                .with("reduction", reduction)
                .with("seed", seed.value());
        return Zoo.made(net.build(made, seed, Initialization.NARROW), step);
    }

    private static Value imagesOf(ModelBuilder net, Shape input, int blocks) {
        Value images = InputKind.IMAGES.start(net, input);
        expectMultiplesOf4("generator", input);
        if (blocks < 1) {
            throw new IllegalArgumentException("a generator with " + blocks + " blocks; at least 1");
        }
        return images;
    }

    /**
     * DCGAN's generator for small images: vectors [N, latent] to images in [-1, 1].
     *
     * @param latent length of the vectors
     * @param image [channels, height, width], height and width multiples of 4
     * @param width channels before the last layer
     */
    public static Model dcganGenerator(int latent, Shape image, int width, Seed seed) {
        InputKind.IMAGES.check(image);
        expectMultiplesOf4("generator", image);
        var net = new ModelBuilder("dcgan-generator");
        Value images = Dcgan.generator(net, net.input(Shape.of(latent)), image, width);
        Step step = Step.of("zoo", "name", "dcgan-generator", "latent", latent, "image", image)
                .with("width", width)
                .with("seed", seed.value());
        return Zoo.made(net.build(images, seed, Initialization.NARROW), step);
    }

    /**
     * DCGAN's discriminator for small images: images to one score each, of any size.
     *
     * @param image [channels, height, width], height and width multiples of 4
     * @param width channels after the first convolution
     */
    public static Model dcganDiscriminator(Shape image, int width, Seed seed) {
        var net = new ModelBuilder("dcgan-discriminator");
        Value images = InputKind.IMAGES.start(net, image);
        expectMultiplesOf4("discriminator", image);
        Step step = Step.of("zoo", "name", "dcgan-discriminator", "image", image, "width", width)
                .with("seed", seed.value());
        return Zoo.made(net.build(Dcgan.discriminator(net, images, width), seed, Initialization.NARROW), step);
    }

    /**
     * The discriminator of pix2pix and CycleGAN: images to scores [N, 1, h, w] of their patches.
     *
     * @param image [channels, height, width]; where source and made image are judged together, with the channels of both
     * @param width channels after the first convolution; 64 is the paper's
     * @param halvings at least 1; 3 is the paper's, which sees patches of 70x70
     */
    public static Model patchDiscriminator(Shape image, int width, int halvings, Seed seed) {
        if (halvings < 1) {
            throw new IllegalArgumentException("a patch discriminator with " + halvings + " halvings; at least 1");
        }
        var net = new ModelBuilder("patch-discriminator");
        Value images = InputKind.IMAGES.start(net, image);
        Step step = Step.of("zoo", "name", "patch-discriminator", "image", image, "width", width)
                .with("halvings", halvings)
                .with("seed", seed.value());
        return Zoo.made(
                net.build(PatchDiscriminator.build(net, images, width, halvings), seed, Initialization.NARROW), step);
    }

    private static void expectMultiplesOf4(String what, Shape image) {
        if (image.dim(1) % 4 != 0 || image.dim(2) % 4 != 0) {
            throw new IllegalArgumentException(
                    "the " + what + " needs height and width that are multiples of 4, found " + image);
        }
    }
}
