package dev.espalier.train;

import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The moving averages of an optimizer, and its one operation: a step of one parameter.
 *
 * <p>A masked parameter has its weight, its gradient and its averages masked at every step; momentum would otherwise
 * move weights that have been pruned.
 */
final class OptimizerState {

    /** By {@code average/parameter}. */
    private final Map<String, INDArray> averages;

    OptimizerState() {
        this(Map.of());
    }

    /** A state as it was saved. */
    OptimizerState(Map<String, INDArray> averages) {
        this.averages = new TreeMap<>(averages);
    }

    /** Everything there is to save. */
    Map<String, INDArray> averages() {
        return averages;
    }

    /**
     * Moves one parameter.
     *
     * @param rate the learning rate of this step
     * @param weight changed in place
     * @param gradient used up
     * @param mask ones and zeros, or null for a dense parameter
     * @param step which step this is, from 1
     */
    void apply(
            Optimizer optimizer,
            double rate,
            String parameter,
            INDArray weight,
            INDArray gradient,
            INDArray mask,
            long step) {
        if (optimizer instanceof Optimizer.Sgd sgd) {
            decay(gradient, weight, sgd.weightDecay());
            weight.subi(sgdDirection(sgd, parameter, gradient, mask).muli(rate));
        } else if (optimizer instanceof Optimizer.Adam adam) {
            decay(gradient, weight, adam.weightDecay());
            weight.subi(adamDirection(adam, parameter, gradient, mask, step).muli(rate));
        }
        if (mask != null) {
            weight.muli(mask);
        }
    }

    private static void decay(INDArray gradient, INDArray weight, double weightDecay) {
        if (weightDecay > 0) {
            gradient.addi(weight.mul(weightDecay));
        }
    }

    private INDArray sgdDirection(Optimizer.Sgd sgd, String parameter, INDArray gradient, INDArray mask) {
        mask(gradient, mask);
        if (sgd.momentum() == 0) {
            return gradient;
        }
        INDArray velocity = average("velocity", parameter, gradient);
        mask(velocity.muli(sgd.momentum()).addi(gradient), mask);
        return sgd.nesterov() ? gradient.addi(velocity.mul(sgd.momentum())) : velocity.dup();
    }

    private INDArray adamDirection(Optimizer.Adam adam, String parameter, INDArray gradient, INDArray mask, long step) {
        mask(gradient, mask);
        INDArray mean = average("mean", parameter, gradient);
        INDArray square = average("square", parameter, gradient);
        mask(mean.muli(adam.beta1()).addi(gradient.mul(1 - adam.beta1())), mask);
        mask(square.muli(adam.beta2()).addi(gradient.muli(gradient).muli(1 - adam.beta2())), mask);
        INDArray unbiasedSquare = square.div(1 - Math.pow(adam.beta2(), step));
        INDArray deviation = Transforms.sqrt(unbiasedSquare, false).addi(adam.epsilon());
        return mean.div(1 - Math.pow(adam.beta1(), step)).divi(deviation);
    }

    private INDArray average(String kind, String parameter, INDArray like) {
        return averages.computeIfAbsent(kind + "/" + parameter, key -> Nd4j.create(like.dataType(), like.shape()));
    }

    private static void mask(INDArray array, INDArray mask) {
        if (mask != null) {
            array.muli(mask);
        }
    }
}
