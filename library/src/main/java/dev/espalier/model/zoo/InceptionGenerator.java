package dev.espalier.model.zoo;

import dev.espalier.model.ModelBuilder;
import dev.espalier.model.block.InceptionResidual;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Value;

/**
 * CAT's teacher for pix2pix and CycleGAN (Jin et al. 2021, section 3.1): CycleGAN's generator with {@link
 * InceptionResidual} blocks.
 */
final class InceptionGenerator {

    private InceptionGenerator() {}

    /**
     * Appends the network.
     *
     * @param channels of the generated image
     * @param width channels after the first convolution ("ngf")
     * @param reduction by which a branch is narrower than a block
     */
    static Value build(
            ModelBuilder net, Value images, int channels, int width, int blocks, int reduction, NormKind norm) {
        ResNetGenerator outside = new ResNetGenerator(net, norm);
        InceptionResidual block = InceptionResidual.of(4 * width / reduction, norm);
        Value x = outside.stem(images, width);
        for (int number = 1; number <= blocks; number++) {
            x = block.build(net, "block" + number, x);
        }
        return outside.upsampler(x, channels, width);
    }
}
