package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution with bias, followed by a formula. Linear layers are convolutions of 1x1 images, of sequences convolutions
 * of images of height 1, and after a flatten convolutions whose kernel covers the image.
 *
 * <p>Row r and column c of the result read rows {@code r stride - top + i dilation} and columns {@code c stride - left + j
 * dilation} of the image; what lies outside is zero.
 *
 * @param channels of the images
 * @param size of the images
 * @param filters channels of the result
 * @param kernel extent of a kernel
 * @param stride step between windows
 * @param dilation distance between the taps of a kernel
 * @param top rows of zeros above
 * @param left columns of zeros on the left
 * @param outSize of the result
 * @param groups how many independent parts the channels fall into
 * @param weights [filters, channels / groups, kernel height, kernel width]; zeros cost nothing where they lie favourably
 * @param bias [filters]
 * @param formula what becomes of each number; its inputs are 1, 2, ... and have the layout of the result, but perhaps
 *     another halo
 * @param image where the images are
 * @param further where the formula's inputs are
 * @param output where the result goes
 */
public record Convolution(
        int channels,
        Size2d size,
        int filters,
        Size2d kernel,
        Size2d stride,
        Size2d dilation,
        int top,
        int left,
        Size2d outSize,
        int groups,
        float[] weights,
        float[] bias,
        Expr formula,
        Layout image,
        List<Layout> further,
        Layout output)
        implements Task {

    public Convolution {
        further = List.copyOf(further);
        int expected = filters * (channels / groups) * kernel.area();
        if (weights.length != expected || bias.length != filters) {
            throw new IllegalArgumentException("a convolution of " + channels + " channels to " + filters
                    + " with kernels " + kernel + " and " + groups + " groups has " + expected + " weights and "
                    + filters
                    + " biases, found " + weights.length + " and " + bias.length);
        }
    }

    /** One weight. */
    public float weight(int filter, int channel, int row, int column) {
        return weights[((filter * (channels / groups) + channel) * kernel.height() + row) * kernel.width() + column];
    }

    /** Extent of what one window covers. */
    public Size2d reach() {
        return new Size2d((kernel.height() - 1) * dilation.height() + 1, (kernel.width() - 1) * dilation.width() + 1);
    }

    /** The same work between other places: layouts of the same pixels that hold some of the rows alone. */
    public Convolution between(Layout otherImage, Layout otherOutput) {
        return new Convolution(
                channels,
                size,
                filters,
                kernel,
                stride,
                dilation,
                top,
                left,
                outSize,
                groups,
                weights,
                bias,
                formula,
                otherImage,
                further,
                otherOutput);
    }

    /** Products it takes if no weight is zero. */
    public long macs() {
        return (long) weights.length * outSize.area();
    }

    @Override
    public List<Layout> inputs() {
        List<Layout> all = new ArrayList<>(List.of(image));
        all.addAll(further);
        return all;
    }

    @Override
    public String signature() {
        return "convolution " + channels + "x" + size + " to " + filters + "x" + outSize + " kernel " + kernel
                + " stride "
                + stride + " dilation " + dilation + " from " + top + "," + left + " groups " + groups + " " + image
                + " "
                + output + " " + formula + " kept " + kept(1) + " " + kept(4) + " " + kept(16) + " " + kept(32);
    }

    /** Hundredths of the taps that are not zero in all of so many neighbouring filters, to the nearest five. */
    private long kept(int together) {
        long all = (long) (filters + together - 1) / together * (channels / groups) * kernel.area();
        return Math.round(20.0 * FilterBlocks.of(this, together).total() / all) * 5;
    }
}
