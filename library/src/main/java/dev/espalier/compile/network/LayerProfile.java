package dev.espalier.compile.network;

import dev.espalier.compile.kernel.ByteConvolution;
import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.kernel.Work;
import dev.espalier.compile.lower.NetworkSource.Step;
import dev.espalier.compile.target.Target;
import dev.espalier.model.op.Size2d;
import java.util.Locale;

/**
 * One call of a compiled network.
 *
 * @param layer name of the node whose result it computes, or prepares
 * @param work what it does, in few words
 * @param structure the rule that the zeros of the layer's weights follow and the levels they have; {@code dense} with
 *     neither, empty without weights
 * @param rate weights it would have without zeros, for each it has; 1 if it has none
 * @param macs products it has to compute, those with zeros left out
 * @param bytes of weights and tables it reads
 * @param schedule kernel and settings
 * @param milliseconds it takes within the network; not a number if not measured
 */
public record LayerProfile(
        String layer,
        String work,
        String structure,
        double rate,
        long macs,
        long bytes,
        Schedule schedule,
        double milliseconds) {

    /**
     * A call.
     *
     * @param structure of the layer's weights
     */
    static LayerProfile of(Step step, Target target, String structure, double milliseconds) {
        Task task = step.call().task();
        Work cost = Work.of(task, step.schedule(), target);
        double rate = 1;
        String work = task.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        boolean weighs = true;
        if (task instanceof Convolution convolution) {
            rate = rate(convolution.weights().length, cost.weights() / Float.BYTES);
            work = work(
                    convolution.kernel(),
                    convolution.groups(),
                    convolution.channels(),
                    convolution.filters(),
                    convolution.outSize());
        } else if (task instanceof ByteConvolution convolution) {
            rate = rate(convolution.weights().length, cost.weights());
            work = work(
                            convolution.kernel(),
                            convolution.groups(),
                            convolution.channels(),
                            convolution.filters(),
                            convolution.outSize())
                    + " in bytes";
        } else {
            weighs = false;
        }
        return new LayerProfile(
                step.call().layer(),
                work,
                weighs ? structure : "",
                rate,
                cost.products(),
                step.bytes(),
                step.schedule(),
                milliseconds);
    }

    private static double rate(long all, long kept) {
        return kept == 0 ? Double.POSITIVE_INFINITY : (double) all / kept;
    }

    private static String work(Size2d kernel, int groups, int channels, int filters, Size2d outSize) {
        return kernel + (groups > 1 ? " /" + groups : "") + " " + channels + " to " + filters + " at " + outSize;
    }

    /** Billions of floating-point operations in a second, a product and its sum counted as two. */
    public double gigaflops() {
        return 2e-6 * macs / milliseconds;
    }
}
