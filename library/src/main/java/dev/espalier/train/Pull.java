package dev.espalier.train;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A quadratic pull of a weight tensor w towards an anchor a: ½ Σ c (w - a)², whose gradient c (w - a) is added to that of
 * the loss after clipping, and before weight decay and momentum. The loss that is reported is without it.
 *
 * <p>Plain gradient descent overshoots when c times the learning rate is above 2.
 *
 * @param strength c, at least 0: a scalar, or one for each weight
 * @param anchor a, of the weight's shape; zero if empty
 */
public record Pull(INDArray strength, Optional<INDArray> anchor) {

    /** A pull of one strength towards an anchor. */
    public static Pull towards(INDArray anchor, double strength) {
        return new Pull(Nd4j.scalar(anchor.dataType(), strength), Optional.of(anchor));
    }

    /** A pull towards zero, of one strength for each weight. */
    public static Pull towardsZero(INDArray strength) {
        return new Pull(strength, Optional.empty());
    }

    /** What an update graph depends on. */
    record Form(boolean scalar, boolean anchored) {}

    Form form() {
        return new Form(strength.rank() == 0, anchor.isPresent());
    }
}
