package dev.espalier.papers.lps;

import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.engine.Executor;
import dev.espalier.engine.Gradients;
import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.model.Seed;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.train.JointGraph;
import dev.espalier.train.Trainer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The diagonal of the Fisher information of a classifier, F_i = E[(d log p(y | x) / d w_i)²]: x from the training images, y from
 * what the classifier itself answers (Kirkpatrick et al., PNAS 2017; Martens, JMLR 2020, section 5). Normalisation uses its
 * statistics, as in use.
 */
final class Fisher {

    private static final String IMAGES = "images";
    private static final String LABELS = "labels";
    private static final String LOSS = "loss";

    private Fisher() {}

    /**
     * Looks at images one by one.
     *
     * @param parameters of which it is wanted
     * @param images how many are looked at, or all if there are fewer
     * @param seed of the choice of images and answers
     * @return for each parameter, of its shape
     */
    static Map<String, INDArray> of(
            Model model, Task task, Collection<String> parameters, int images, Seed seed, Trainer trainer) {
        JointGraph joint = new JointGraph();
        Value logits = joint.eval("", model, joint.input(IMAGES, model.input().shape()));
        Value labels = joint.input(LABELS, Shape.batchOf());
        joint.add(LOSS, new CrossEntropy(0), logits, labels);
        Gradients gradients = Gradients.of(joint.build(LOSS, logits.name()).graph(), LOSS, parameters);
        Map<String, double[]> sums = new LinkedHashMap<>();
        parameters.forEach(name -> sums.put(
                name, new double[Math.toIntExact(model.parameters().get(name).length())]));
        Map<String, INDArray> asked = new HashMap<>(model.parameters().arrays());
        Map<String, INDArray> answered = new HashMap<>(model.parameters().arrays());
        RandomGenerator answers = seed.split("answers").generator();
        int seen = 0;
        try (Executor answer = trainer.engine().executor(model.graph());
                Executor backward = trainer.engine().executor(gradients.graph())) {
            for (Batch next : Batches.shuffled(task.data().train(), 1, seed.split(IMAGES))
                    .normalized(task.data().normalization())
                    .epoch(0)) {
                try (Batch image = next) {
                    asked.put(model.input().name(), image.images());
                    float[] scores = Numbers.of(answer.run(asked, Map.of(), trainer.cancellation())
                            .get(model.output().name()));
                    answered.put(IMAGES, image.images());
                    answered.put(LABELS, Nd4j.createFromArray(new float[] {draw(scores, answers)}));
                    Map<String, INDArray> results = backward.run(answered, Map.of(), trainer.cancellation());
                    sums.forEach((name, sum) ->
                            add(sum, results.get(gradients.gradientOf().get(name))));
                }
                if (++seen == images) {
                    break;
                }
            }
        }
        int count = seen;
        Map<String, INDArray> fisher = new LinkedHashMap<>();
        sums.forEach((name, sum) ->
                fisher.put(name, mean(sum, count, model.parameters().get(name))));
        return fisher;
    }

    /** A class with the probability that the logits give it. */
    static int draw(float[] logits, RandomGenerator random) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        double left = random.nextDouble() * sum;
        for (int c = 0; c < logits.length - 1; c++) {
            left -= Math.exp(logits[c] - most);
            if (left < 0) {
                return c;
            }
        }
        return logits.length - 1;
    }

    private static void add(double[] sum, INDArray gradient) {
        float[] g = Numbers.of(gradient);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (double) g[i] * g[i];
        }
    }

    private static INDArray mean(double[] sum, int count, INDArray like) {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / count);
        }
        return Nd4j.createFromArray(mean).reshape('c', like.shape());
    }
}
