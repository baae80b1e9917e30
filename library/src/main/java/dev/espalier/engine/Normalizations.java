package dev.espalier.engine;

import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.BatchMoment.Moment;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNormInputGradient;
import dev.espalier.model.op.BatchNormScaleGradient;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.BatchNormTrainingInputGradient;
import dev.espalier.model.op.BatchNormTrainingScaleGradient;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.InstanceNormInputGradient;
import dev.espalier.model.op.InstanceNormScaleGradient;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batch and instance normalisation, and their gradients by the closed forms in the operators' documentation. */
final class Normalizations {

    private Normalizations() {}

    static void batchNorm(BatchNorm op, INDArray[] in, INDArray out, Scratch scratch) {
        Moments running = new Moments(Grouping.byChannel(in[0]), in[3], in[4]);
        running.normalize(in[0], op.epsilon(), out);
        running.grouping().multiply(out, in[1], out);
        running.grouping().add(out, in[2], out);
    }

    static void batchNormInputGradient(BatchNormInputGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        Grouping channels = Grouping.byChannel(in[0]);
        INDArray factor = new Moments(channels, null, in[2])
                .inverseDeviation(op.epsilon())
                .muli(in[1]);
        channels.multiply(in[0], factor, out);
    }

    static void batchNormScaleGradient(BatchNormScaleGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        Moments running = new Moments(Grouping.byChannel(in[0]), in[1], in[2]);
        out.assign(sumOfNormalized(running, in[0], in[3], op.epsilon(), scratch));
    }

    static void batchNormTraining(BatchNormTraining op, INDArray[] in, INDArray out, Scratch scratch) {
        Moments batch = ofBatch(in[0], scratch);
        batch.normalize(in[0], op.epsilon(), out);
        batch.grouping().multiply(out, in[1], out);
        batch.grouping().add(out, in[2], out);
    }

    static void batchNormTrainingInputGradient(
            BatchNormTrainingInputGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        inputGradient(ofBatch(in[0], scratch), in[0], in[1], in[2], in[3], in[4], op.epsilon(), out);
    }

    static void batchNormTrainingScaleGradient(
            BatchNormTrainingScaleGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(sumOfNormalized(ofBatch(in[0], scratch), in[0], in[1], op.epsilon(), scratch));
    }

    static void batchMoment(BatchMoment op, INDArray[] in, INDArray out, Scratch scratch) {
        Moments batch = ofBatch(in[0], scratch);
        if (op.moment() == Moment.MEAN) {
            out.assign(batch.mean());
            return;
        }
        long count = batch.grouping().count();
        if (count < 2) {
            throw new IllegalArgumentException("the variance of a batch needs at least two values per channel, found"
                    + " one; use a batch of at least 2");
        }
        batch.variance().muli((double) count / (count - 1), out);
    }

    static void instanceNorm(InstanceNorm op, INDArray[] in, INDArray out, Scratch scratch) {
        Moments image = ofImages(in[0], scratch);
        image.normalize(in[0], op.epsilon(), out);
        if (in.length == 3) {
            Grouping channels = Grouping.byChannel(in[0]);
            channels.multiply(out, in[1], out);
            channels.add(out, in[2], out);
        }
    }

    static void instanceNormInputGradient(InstanceNormInputGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray x = in[0];
        INDArray upstream = in[1];
        Moments image = ofImages(x, scratch);
        INDArray sum = image.grouping().sum(upstream);
        INDArray sumOfNormalized = sumOfNormalized(image, x, upstream, op.epsilon(), scratch);
        INDArray scale = in.length == 3
                ? Nd4j.tile(in[2].reshape('c', 1, x.size(1)), (int) x.size(0), 1)
                        .reshape(sum.length())
                : Nd4j.ones(x.dataType(), sum.length());
        inputGradient(image, x, scale, sumOfNormalized, sum, upstream, op.epsilon(), out);
    }

    static void instanceNormScaleGradient(InstanceNormScaleGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray sums = sumOfNormalized(ofImages(in[0], scratch), in[0], in[1], op.epsilon(), scratch);
        out.assign(sums.reshape('c', in[0].size(0), in[0].size(1)).sum(0));
    }

    private static Moments ofBatch(INDArray x, Scratch scratch) {
        return scratch.moments(x, fresh -> Moments.of(fresh, Grouping.byChannel(fresh), scratch));
    }

    private static Moments ofImages(INDArray x, Scratch scratch) {
        return Moments.of(x, Grouping.byImageAndChannel(x), scratch);
    }

    /** The sum of upstream x̂ over each group. */
    private static INDArray sumOfNormalized(
            Moments moments, INDArray x, INDArray upstream, double epsilon, Scratch scratch) {
        INDArray product = scratch.like(x);
        moments.normalize(x, epsilon, product);
        product.muli(upstream);
        INDArray sum = moments.grouping().sum(product);
        scratch.give(product);
        return sum;
    }

    /** scale / sqrt(variance + epsilon) (upstream - sum(upstream) / m - x̂ sum(upstream x̂) / m) in each group of m. */
    private static void inputGradient(
            Moments moments,
            INDArray x,
            INDArray scale,
            INDArray sumOfNormalized,
            INDArray sum,
            INDArray upstream,
            double epsilon,
            INDArray out) {
        Grouping grouping = moments.grouping();
        moments.normalize(x, epsilon, out);
        grouping.multiply(out, sumOfNormalized.div(grouping.count()), out);
        grouping.add(out, sum.div(grouping.count()), out);
        upstream.subi(out, out);
        grouping.multiply(out, moments.inverseDeviation(epsilon).muli(scale), out);
    }
}
