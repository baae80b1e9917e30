package dev.espalier.compile.network;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.kernel.Work;
import dev.espalier.compile.lower.NetworkSource.Step;
import dev.espalier.compile.target.Target;
import java.util.Locale;

/**
 * One call of a compiled network.
 *
 * @param layer name of the node whose result it computes, or prepares
 * @param work what it does, in few words
 * @param rate weights it would have without zeros, for each it has; 1 if it has none
 * @param macs products it has to compute, those with zeros left out
 * @param bytes of weights and tables it reads
 * @param schedule kernel and settings
 * @param milliseconds it takes within the network; not a number if not measured
 */
public record LayerProfile(
        String layer, String work, double rate, long macs, long bytes, Schedule schedule, double milliseconds) {

    static LayerProfile of(Step step, Target target, double milliseconds) {
        Task task = step.call().task();
        Work cost = Work.of(task, step.schedule(), target);
        double rate = 1;
        String work = task.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        if (task instanceof Convolution convolution) {
            long kept = cost.weights() / Float.BYTES;
            rate = kept == 0 ? Double.POSITIVE_INFINITY : (double) convolution.weights().length / kept;
            work = convolution.kernel() + (convolution.groups() > 1 ? " /" + convolution.groups() : "") + " "
                    + convolution.channels() + " to " + convolution.filters() + " at " + convolution.outSize();
        }
        return new LayerProfile(
                step.call().layer(), work, rate, cost.products(), step.bytes(), step.schedule(), milliseconds);
    }

    /** Billions of floating-point operations in a second, a product and its sum counted as two. */
    public double gigaflops() {
        return 2e-6 * macs / milliseconds;
    }
}
