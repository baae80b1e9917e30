package dev.espalier.model.zoo;

import dev.espalier.model.Initialization;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;

/** Networks that make images, and networks that tell made images from real ones, untrained. */
public final class GanZoo {

    /** Weights as DCGAN, pix2pix and CycleGAN start with. */
    private static final Initialization NARROW = weight -> 0.02;

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
        return Zoo.made(net.build(ResNetGenerator.build(net, images, channels, width), seed, NARROW), step);
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
        return Zoo.made(net.build(images, seed, NARROW), step);
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
        return Zoo.made(net.build(Dcgan.discriminator(net, images, width), seed, NARROW), step);
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
        return Zoo.made(net.build(PatchDiscriminator.build(net, images, width, halvings), seed, NARROW), step);
    }

    private static void expectMultiplesOf4(String what, Shape image) {
        if (image.dim(1) % 4 != 0 || image.dim(2) % 4 != 0) {
            throw new IllegalArgumentException(
                    "the " + what + " needs height and width that are multiples of 4, found " + image);
        }
    }
}
