package dev.espalier.engine;

import dev.espalier.model.op.BatchMoment;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.BatchNormInputGradient;
import dev.espalier.model.op.BatchNormScaleGradient;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.BatchNormTrainingInputGradient;
import dev.espalier.model.op.BatchNormTrainingScaleGradient;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.InstanceNormInputGradient;
import dev.espalier.model.op.InstanceNormScaleGradient;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.LayerNormInputGradient;
import dev.espalier.model.op.LayerNormScaleGradient;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batch, instance and layer normalisation, and their gradients by the closed forms in the operators' documentation. */
final class Normalizations {

    private Normalizations() {}

    static void batchNorm(BatchNorm op, INDArray[] in, INDArray out, Scratch scratch) {
        int mean = in.length - 2;
        Moments running = new Moments(Grouping.byChannel(in[0]), in[mean], in[mean + 1]);
        running.normalize(in[0], op.epsilon(), out);
        if (in.length == 5) {
            scaleAndShift(running.grouping(), in[1], in[2], out);
        }
    }

    static void batchNormInputGradient(BatchNormInputGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        Grouping channels = Grouping.byChannel(in[0]);
        INDArray factor = new Moments(channels, null, in[in.length - 1]).inverseDeviation(op.epsilon());
        if (in.length == 3) {
            factor.muli(in[1]);
        }
        channels.multiply(in[0], factor, out);
    }

    static void batchNormScaleGradient(BatchNormScaleGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        Moments running = new Moments(Grouping.byChannel(in[0]), in[1], in[2]);
        out.assign(sumOfNormalized(running, in[0], in[3], op.epsilon(), scratch));
    }

    static void batchNormTraining(BatchNormTraining op, INDArray[] in, INDArray out, Scratch scratch) {
        Moments batch = ofBatch(in[0], scratch);
        batch.normalize(in[0], op.epsilon(), out);
        if (in.length == 3) {
            scaleAndShift(batch.grouping(), in[1], in[2], out);
        }
    }

    static void batchNormTrainingInputGradient(
            BatchNormTrainingInputGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        int given = in.length - 3;
        INDArray scale = given == 2 ? in[1] : Nd4j.ones(in[0].dataType(), in[0].size(1));
        Moments batch = ofBatch(in[0], scratch);
        inputGradient(batch, in[0], scale, in[given], in[given + 1], in[given + 2], op.epsilon(), out);
    }

    static void batchNormTrainingScaleGradient(
            BatchNormTrainingScaleGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        out.assign(sumOfNormalized(ofBatch(in[0], scratch), in[0], in[1], op.epsilon(), scratch));
    }

    static void batchMoment(BatchMoment op, INDArray[] in, INDArray out, Scratch scratch) {
        switch (op.moment()) {
            case MEAN -> out.assign(ofBatch(in[0], scratch).mean());
            case VARIANCE ->
                out.assign(unbiased(
                        ofBatch(in[0], scratch),
                        "a batch needs at least two values per channel",
                        "a batch of at least 2"));
            case IMAGE_VARIANCE -> {
                INDArray variances =
                        unbiased(ofImages(in[0], scratch), "an image needs at least two positions", "larger images");
                out.assign(variances.reshape('c', in[0].size(0), in[0].size(1)).mean(0));
            }
        }
    }

    private static INDArray unbiased(Moments moments, String need, String fix) {
        long count = moments.grouping().count();
        if (count < 2) {
            throw new IllegalArgumentException("the variance of " + need + ", found one; use " + fix);
        }
        return moments.variance().mul((double) count / (count - 1));
    }

    static void instanceNorm(InstanceNorm op, INDArray[] in, INDArray out, Scratch scratch) {
        Moments image = ofImages(in[0], scratch);
        image.normalize(in[0], op.epsilon(), out);
        if (in.length == 3) {
            scaleAndShift(Grouping.byChannel(in[0]), in[1], in[2], out);
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

    static void layerNorm(LayerNorm op, INDArray[] in, INDArray out, Scratch scratch) {
        ofRows(op.dims(), in[0], scratch).normalize(in[0], op.epsilon(), out);
        if (in.length == 3) {
            scaleAndShift(Grouping.byPosition(op.dims(), in[0]), in[1], in[2], out);
        }
    }

    static void layerNormInputGradient(LayerNormInputGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        INDArray x = in[0];
        INDArray upstream = scratch.like(x);
        if (in.length == 3) {
            Grouping.byPosition(op.norm().dims(), x).multiply(in[1], in[2], upstream);
        } else {
            upstream.assign(in[1]);
        }
        Moments row = ofRows(op.norm().dims(), x, scratch);
        double epsilon = op.norm().epsilon();
        INDArray ones = Nd4j.ones(x.dataType(), row.grouping().groups());
        INDArray sumOfNormalized = sumOfNormalized(row, x, upstream, epsilon, scratch);
        inputGradient(row, x, ones, sumOfNormalized, row.grouping().sum(upstream), upstream, epsilon, out);
        scratch.give(upstream);
    }

    static void layerNormScaleGradient(LayerNormScaleGradient op, INDArray[] in, INDArray out, Scratch scratch) {
        LayerNorm norm = op.norm();
        INDArray product = scratch.like(in[0]);
        ofRows(norm.dims(), in[0], scratch).normalize(in[0], norm.epsilon(), product);
        product.muli(in[1]);
        out.assign(Grouping.byPosition(norm.dims(), in[0]).sum(product).reshape('c', out.shape()));
        scratch.give(product);
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

    private static Moments ofRows(int dims, INDArray x, Scratch scratch) {
        return Moments.of(x, Grouping.byRow(dims, x), scratch);
    }

    private static void scaleAndShift(Grouping grouping, INDArray scale, INDArray shift, INDArray out) {
        grouping.multiply(out, scale, out);
        grouping.add(out, shift, out);
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
