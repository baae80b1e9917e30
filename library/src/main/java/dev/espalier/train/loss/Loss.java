package dev.espalier.train.loss;

import dev.espalier.model.Scope;
import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Exp;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Softplus;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.StopGradient;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Value;
import java.util.stream.IntStream;

/** The losses of the literature; gradients go to every argument that is not said to be constant. */
public final class Loss {

    private Loss() {}

    /** Of class indices: see {@link CrossEntropy}. */
    public static Value crossEntropy(Scope scope, Value logits, Value labels, double smoothing) {
        return scope.apply(new CrossEntropy(smoothing), logits, labels);
    }

    /** |a - b|. */
    public static Value l1(Scope scope, Value a, Value b, Reduction reduction) {
        return reduction.of(scope, scope.apply(new Abs(), scope.apply(new Subtract(), a, b)));
    }

    /** (a - b)². */
    public static Value mse(Scope scope, Value a, Value b, Reduction reduction) {
        return reduction.of(scope, scope.apply(new Square(), scope.apply(new Subtract(), a, b)));
    }

    /**
     * With d = |a - b|: d² / (2 beta) below beta, d - beta / 2 from there on (Girshick 2015, equation 3).
     *
     * @param beta where the parabola meets the line, above 0
     */
    public static Value smoothL1(Scope scope, Value a, Value b, double beta, Reduction reduction) {
        if (!(beta > 0)) {
            throw new IllegalArgumentException("beta is " + beta + "; it must be above 0");
        }
        // With m = min(d, beta), both branches are m (d - m / 2) / beta.
        Value distance = scope.apply(new Abs(), scope.apply(new Subtract(), a, b));
        Value m = scope.apply(new Clamp(0, beta), distance);
        Value rest = scope.apply(new Subtract(), distance, scope.apply(Affine.times(0.5), m));
        return reduction.of(scope, scope.apply(Affine.times(1 / beta), scope.apply(new Multiply(), m, rest)));
    }

    /**
     * -t log p - (1 - t) log(1 - p) with p = sigmoid(logit).
     *
     * @param targets t, in [0, 1]
     */
    public static Value bceWithLogits(Scope scope, Value logits, Value targets, Reduction reduction) {
        // log p = x - softplus(x) and log(1 - p) = -softplus(x)
        Value softplus = scope.apply(new Softplus(), logits);
        Value product = scope.apply(new Multiply(), logits, targets);
        return reduction.of(scope, scope.apply(new Subtract(), softplus, product));
    }

    /**
     * Binary cross-entropy that counts what is already classified well for less (Lin et al. 2017, equation 5):
     * -alpha_t (1 - p_t)^gamma log p_t, where p_t and alpha_t are sigmoid(logit) and alpha for a target of 1, 1 - sigmoid
     * and 1 - alpha for one of 0.
     *
     * @param targets 0 or 1, an input
     * @param alpha weight of the positive class, in [0, 1]; 0.25 in the paper
     * @param gamma how strongly, at least 0; 2 in the paper
     */
    public static Value sigmoidFocal(
            Scope scope, Value logits, Value targets, double alpha, double gamma, Reduction reduction) {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha is " + alpha + "; it must be in [0, 1]");
        }
        if (!(gamma >= 0)) {
            throw new IllegalArgumentException("gamma is " + gamma + "; it must be at least 0");
        }
        // With the logit of being wrong, u = (1 - 2t) x: 1 - p_t = sigmoid(u) and -log p_t = softplus(u).
        Value fixed = targets;
        Value wrong = scope.apply(new Multiply(), scope.apply(new Affine(-2, 1), fixed), logits);
        Value weight = scope.apply(new Affine(2 * alpha - 1, 1 - alpha), fixed);
        Value focus = scope.apply(new Power(gamma), scope.apply(new Sigmoid(), wrong));
        Value entropy = scope.apply(new Multiply(), focus, scope.apply(new Softplus(), wrong));
        return reduction.of(scope, scope.apply(new Multiply(), weight, entropy));
    }

    /**
     * The mean over the batch of KL(p || q) = Σ p (log p - log q), PyTorch's {@code batchmean} of logarithms.
     *
     * @param logQ [N, ...]
     * @param logP [N, ...]
     */
    public static Value klDiv(Scope scope, Value logQ, Value logP) {
        Value ratio = scope.apply(new Subtract(), logP, logQ);
        Value terms = scope.apply(new Multiply(), scope.apply(new Exp(), logP), ratio);
        Integer[] ofItem = IntStream.range(1, terms.shape().rank()).boxed().toArray(Integer[]::new);
        Value items = ofItem.length == 0 ? terms : scope.apply(Reduce.sum(ofItem), terms);
        return Reduction.MEAN.of(scope, items);
    }

    /**
     * What a student has yet to learn from its teacher's softened answers (Hinton, Vinyals, Dean 2015, section 2):
     * T² KL(softmax(teacher / T) || softmax(student / T)), the mean over the batch.
     *
     * @param student logits [N, classes]
     * @param teacher logits [N, classes], constant
     * @param temperature T, above 0
     */
    public static Value distillation(Scope scope, Value student, Value teacher, double temperature) {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("the temperature is " + temperature + "; it must be above 0");
        }
        Value q = softened(scope, student, temperature);
        Value p = softened(scope, scope.apply(new StopGradient(), teacher), temperature);
        return scope.apply(Affine.times(temperature * temperature), klDiv(scope, q, p));
    }

    private static Value softened(Scope scope, Value logits, double temperature) {
        Value scaled = scope.apply(Affine.times(1 / temperature), logits);
        return scope.apply(new LogSoftmax(logits.shape().rank() - 1), scaled);
    }

    /** The sum of losses, each times its weight. */
    public static Value weighted(Scope scope, Term... terms) {
        if (terms.length == 0) {
            throw new IllegalArgumentException("a sum of no losses");
        }
        Value sum = null;
        for (Term term : terms) {
            Value part = term.weight() == 1 ? term.loss() : scope.apply(Affine.times(term.weight()), term.loss());
            sum = sum == null ? part : scope.apply(new Add(), sum, part);
        }
        return sum;
    }

    /** A part of a sum of losses. */
    public record Term(double weight, Value loss) {}
}
