package dev.espalier.kernel.bench;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Expr;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.layout.Tiled;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A convolution as it occurs in networks, followed by a rectifier.
 *
 * @param channels of the image
 * @param side of the image, height and width
 * @param filters channels of the result
 * @param kernel its height and width
 * @param stride step between windows
 * @param groups parts the channels fall into
 */
record LayerShape(int channels, int side, int filters, int kernel, int stride, int groups) {

    /** Layers of VGG, ResNets and MobileNetV2, for images of 224 and of 32 pixels. */
    static final List<LayerShape> ALL = List.of(
            new LayerShape(64, 56, 64, 3, 1, 1),
            new LayerShape(128, 28, 128, 3, 1, 1),
            new LayerShape(256, 14, 256, 3, 1, 1),
            new LayerShape(512, 7, 512, 3, 1, 1),
            new LayerShape(128, 56, 128, 3, 2, 1),
            new LayerShape(64, 56, 256, 1, 1, 1),
            new LayerShape(256, 56, 64, 1, 1, 1),
            new LayerShape(512, 28, 128, 1, 1, 1),
            new LayerShape(256, 14, 1024, 1, 1, 1),
            new LayerShape(1024, 14, 256, 1, 1, 1),
            new LayerShape(2048, 7, 512, 1, 1, 1),
            new LayerShape(512, 7, 2048, 1, 1, 1),
            new LayerShape(256, 56, 512, 1, 2, 1),
            new LayerShape(1024, 14, 2048, 1, 2, 1),
            new LayerShape(64, 32, 64, 3, 1, 1),
            new LayerShape(128, 16, 128, 3, 1, 1),
            new LayerShape(256, 8, 256, 3, 1, 1),
            new LayerShape(512, 4, 512, 3, 1, 1),
            new LayerShape(512, 2, 512, 3, 1, 1),
            new LayerShape(16, 112, 96, 1, 1, 1),
            new LayerShape(96, 14, 576, 1, 1, 1),
            new LayerShape(576, 14, 96, 1, 1, 1),
            new LayerShape(96, 112, 96, 3, 2, 96),
            new LayerShape(144, 56, 144, 3, 1, 144),
            new LayerShape(576, 14, 576, 3, 1, 576),
            new LayerShape(3, 224, 64, 7, 2, 1),
            new LayerShape(3, 224, 32, 3, 2, 1),
            new LayerShape(3, 32, 64, 3, 1, 1),
            new LayerShape(4096, 1, 4096, 1, 1, 1),
            new LayerShape(512, 1, 1000, 1, 1, 1));

    /** Weights of a pattern. */
    private static final int ENTRIES = 4;

    /** Fewer are those of a picture. */
    private static final int FEW_CHANNELS = 16;

    /** Such as {@code 3x3/2-56x56-64-128}. */
    String name() {
        return String.format(
                Locale.ROOT,
                "%dx%d%s%s-%dx%d-%d-%d",
                kernel,
                kernel,
                stride > 1 ? "/" + stride : "",
                groups > 1 ? "dw" : "",
                side,
                side,
                channels,
                filters);
    }

    int padding() {
        return kernel / 2;
    }

    int outSide() {
        return (side + 2 * padding() - kernel) / stride + 1;
    }

    /** Operations if no weight is zero, two for a multiply-add. */
    double flops() {
        return 2.0 * filters * (channels / groups) * kernel * kernel * outSide() * outSide();
    }

    /** Whether its weights are usually pruned. */
    boolean pruned() {
        return groups == 1;
    }

    /** The task with a vector of channels in each register, if there are as many. */
    Convolution task(KernelSuite.Variant variant, Target target) {
        Layout image = channels < target.lanes() && kernel > 1
                ? new Plain(Shape.of(1, channels, side, side))
                : new Blocked(channels, side, side, target.lanes(), padding());
        return task(variant, image, new Blocked(filters, outSide(), outSide(), target.lanes(), 0));
    }

    /** The task with a vector of pixels in each register. */
    Convolution tiled(KernelSuite.Variant variant, Target target) {
        Tiled out = Tiled.of(filters, outSide(), outSide(), target.lanes(), 0);
        return task(variant, new Tiled(channels, side, side, out.down(), out.across(), padding()), out);
    }

    private Convolution task(KernelSuite.Variant variant, Layout image, Layout result) {
        return new Convolution(
                channels,
                Size2d.square(side),
                filters,
                Size2d.square(kernel),
                Size2d.square(stride),
                Size2d.square(1),
                padding(),
                padding(),
                Size2d.square(outSide()),
                groups,
                weights(variant),
                new float[filters],
                new Expr.Unary(new Relu(), new Expr.Result()),
                image,
                List.of(),
                result);
    }

    /**
     * Weights of which so many filters have theirs in the same places: four in each of some kernels if these are 3x3, else
     * some single ones.
     */
    private float[] weights(KernelSuite.Variant variant) {
        int area = kernel * kernel;
        int places = channels / groups * area;
        float[] weights = new float[filters * places];
        Seed seed = new Seed(1);
        RandomGenerator random = seed.split("numbers").generator();
        for (int first = 0; first < filters; first += variant.together()) {
            int end = Math.min(filters, first + variant.together());
            for (int place : places(variant, seed.split(first))) {
                for (int filter = first; filter < end; filter++) {
                    weights[filter * places + place] = (float) (random.nextDouble() - 0.5);
                }
            }
        }
        return weights;
    }

    /** Places of the weights that some filters have, of [channels][kernel][kernel]. */
    private int[] places(KernelSuite.Variant variant, Seed seed) {
        int inputs = channels / groups;
        int area = kernel * kernel;
        if (variant.fewer() == 1 || kernel != 3 || channels < FEW_CHANNELS) {
            int kept = (int) Math.max(1, Math.round(inputs * area / variant.fewer()));
            return Arrays.copyOf(seed.permutation(inputs * area), kept);
        }
        int kernels = (int) Math.round(inputs * area / (variant.fewer() * ENTRIES));
        int[] order = seed.permutation(inputs);
        return IntStream.range(0, Math.max(1, Math.min(inputs, kernels)))
                .flatMap(i -> Arrays.stream(seed.split(i).permutation(area))
                        .limit(ENTRIES)
                        .map(place -> order[i] * area + place))
                .toArray();
    }
}
