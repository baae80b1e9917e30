package dev.espalier.papers.cat;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Dataset;
import dev.espalier.data.Normalization;
import dev.espalier.data.PairSplit;
import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.gan.FeatureStatistics;
import dev.espalier.gan.ImageFeatures;
import dev.espalier.gan.ImageQuality;
import dev.espalier.gan.Translation;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Judges generators by the test images. The classifier it looks with is the same for all arms and seeds.
 *
 * @param pairs that are translated
 * @param wanted the targets, from -1 to 1
 * @param features of the classifier's penultimate layer
 * @param ofWanted what they are like
 * @param answers the same network up to its answers
 */
record Judge(
        PairSplit pairs, INDArray wanted, ImageFeatures features, FeatureStatistics ofWanted, ImageFeatures answers) {

    private static final Seed SCHOOL = new Seed(2103);
    private static final int BATCH = 128;

    static Judge of(Extent extent, Split clothes, PairSplit pairs, Arm.Surroundings around) {
        Split known = new Split(clothes.train().take(extent.known()), clothes.test());
        Shape image = Shape.of(1, known.train().height(), known.train().width());
        Model start = Zoo.create("lenet5", image, known.train().classNames().size(), SCHOOL);
        var run = Trainer.of(TrainingPlan.of(extent.schooling(), SCHOOL.split("order"))
                        .withBatchSize(BATCH))
                .reporting(around.progress(), around.cancellation())
                .train(start, known);
        if (!run.finished()) {
            throw new CancellationException("stopped while the classifier was trained");
        }
        ImageFeatures features = ImageFeatures.penultimate(run.model(), known.normalization());
        INDArray wanted = signed(pairs.test().targets());
        return new Judge(
                pairs,
                wanted,
                features,
                features.statistics(wanted),
                new ImageFeatures("answers", run.model(), features.scale(), features.shift()));
    }

    private static INDArray signed(Dataset images) {
        try (Batch all = Batches.inOrder(images, images.size())
                .normalized(Normalization.signed(images.channels()))
                .epoch(0)
                .iterator()
                .next()) {
            return all.images().dup('c');
        }
    }

    /** What the classifier gets right of the wanted images themselves, in percent. */
    double accuracyOfWanted() {
        return accuracy(wanted);
    }

    /** Numbers of a generator, by name. */
    Map<String, Double> of(Model generator) {
        INDArray made = Translation.of(generator, pairs.test().inputs());
        ImageQuality quality = ImageQuality.of(made, wanted);
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("distance", features.statistics(made).distance(ofWanted));
        numbers.put("accuracy", accuracy(made));
        numbers.put("l1", quality.l1());
        numbers.put("psnr", quality.psnr());
        numbers.put("ssim", quality.ssim());
        numbers.put("macs", (double) Cost.of(generator).macs());
        return numbers;
    }

    private double accuracy(INDArray images) {
        INDArray said = answers.of(images).argMax(1);
        int right = 0;
        for (int i = 0; i < said.length(); i++) {
            right += said.getInt(i) == pairs.test().targets().label(i) ? 1 : 0;
        }
        return 100.0 * right / said.length();
    }
}
