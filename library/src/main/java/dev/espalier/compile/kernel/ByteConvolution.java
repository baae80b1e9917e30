package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution of levels with whole weights, summed up in 32 bits, and what becomes of the sums. Windows and linear layers
 * are as those of {@link Convolution}; what lies outside of the image is level 0.
 *
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
 * @param rescaling what becomes of the sums
 * @param image where the images are
 */
public record ByteConvolution(
        Size2d size,
        int filters,
        Size2d kernel,
        Size2d stride,
        Size2d dilation,
        int top,
        int left,
        Size2d outSize,
        int groups,
        byte[] weights,
        Rescaling rescaling,
        Bytes image)
        implements Task {

    private static final int LARGEST_LEVEL = 255;

    public ByteConvolution {
        int expected = filters * (image.channels() / groups) * kernel.area();
        if (weights.length != expected || rescaling.units().length != filters || rescaling.bias().length != filters) {
            throw new IllegalArgumentException("a convolution of " + image.channels() + " channels to " + filters
                    + " with kernels " + kernel + " and " + groups + " groups has " + expected + " weights and "
                    + filters + " units and biases, found " + weights.length + ", " + rescaling.units().length
                    + " and " + rescaling.bias().length);
        }
        long largest = largest(weights, filters);
        if (largest > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("with levels of 8 bits the weights of a filter sum up to " + largest
                    + ", which is more than 32 bits hold");
        }
    }

    /** The largest magnitude a sum can have. */
    public long largest() {
        return largest(weights, filters);
    }

    private static long largest(byte[] weights, int filters) {
        int perFilter = weights.length / filters;
        long largest = 0;
        for (int filter = 0; filter < filters; filter++) {
            long magnitudes = 0;
            for (int i = filter * perFilter; i < (filter + 1) * perFilter; i++) {
                magnitudes += Math.abs(weights[i]);
            }
            largest = Math.max(largest, magnitudes * LARGEST_LEVEL);
        }
        return largest;
    }

    /** Channels of the images. */
    public int channels() {
        return image.channels();
    }

    /** One weight; 0 for channels of other groups. */
    public int weight(int filter, int channel, int row, int column) {
        int perGroup = channels() / groups;
        int group = filter / (filters / groups);
        if (channel / perGroup != group) {
            return 0;
        }
        return weights[((filter * perGroup + channel % perGroup) * kernel.height() + row) * kernel.width() + column];
    }

    /** Whether each filter reads the channel of its own number. */
    boolean depthwise() {
        return groups == channels() && filters == channels();
    }

    /** Whether all that windows read is in the image or its halo. */
    boolean fits() {
        return top <= image.halo()
                && left <= image.halo()
                && fits(size.height(), kernel.height(), stride.height(), dilation.height(), top, outSize.height())
                && fits(size.width(), kernel.width(), stride.width(), dilation.width(), left, outSize.width());
    }

    private boolean fits(int length, int taps, int step, int apart, int before, int results) {
        return (results - 1) * step - before + (taps - 1) * apart < length + image.halo();
    }

    @Override
    public List<Layout> inputs() {
        List<Layout> all = new ArrayList<>(List.of(image));
        all.addAll(rescaling.further());
        return all;
    }

    @Override
    public Layout output() {
        return rescaling.result().layout();
    }

    @Override
    public String signature() {
        return "byte convolution " + size + " to " + filters + "x" + outSize + " kernel " + kernel + " stride " + stride
                + " dilation " + dilation + " from " + top + "," + left + " groups " + groups + " " + image + " "
                + rescaling.signature() + " kept " + kept(1) + " " + kept(16) + " " + kept(32) + " " + kept(64);
    }

    /** Hundredths of the terms that some of so many neighbouring filters reads, to the nearest five. */
    private long kept(int together) {
        long all = (long) (filters + together - 1) / together * ByteBlocks.all(this);
        return depthwise()
                ? 100
                : Math.round(20.0 * ByteBlocks.of(this, together).total() / all) * 5;
    }
}
