package dev.espalier.papers.msq;

import dev.espalier.model.Model;
import dev.espalier.quantize.Calibrated;
import dev.espalier.quantize.IntegerModel;
import dev.espalier.quantize.Quantized;
import dev.espalier.solve.Recovered;
import dev.espalier.train.Evaluation;
import java.util.Locale;

/**
 * A network whose weights and activations were quantized, and how well it did at each stage.
 *
 * @param given the network before anything was quantized
 * @param calibrated with rounded activations only
 * @param recovered with quantized weights: at once, after ADMM, and after the training that followed
 * @param weights what became of each layer
 */
public record Matched(Evaluation given, Calibrated calibrated, Recovered recovered, Quantized weights) {

    /** The quantized network. It computes in floating point what {@link #integers()} does without. */
    public Model model() {
        return recovered.model();
    }

    /** The network in integers, the judge of the other. */
    public IntegerModel integers() {
        return IntegerModel.of(model());
    }

    /** The layers, then the accuracy of each stage. */
    @Override
    public String toString() {
        return weights
                + String.format(
                        Locale.ROOT,
                        "%nin floating point %.2f %%, with rounded activations %.2f %%%n%s",
                        100 * given.accuracy(),
                        100 * recovered.before().accuracy(),
                        recovered);
    }
}
