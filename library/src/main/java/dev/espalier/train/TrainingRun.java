package dev.espalier.train;

import dev.espalier.model.Model;
import java.util.List;
import java.util.Locale;

/**
 * What a trainer gives back.
 *
 * @param model as far as it was trained
 * @param epochs the finished passes
 * @param steps optimizer steps done, over all passes
 * @param finished false if the user stopped the run early
 * @param note for people: how to go on, or empty
 * @param hold what held the weights when it ended
 */
public record TrainingRun(Model model, List<Epoch> epochs, long steps, boolean finished, String note, Hold hold) {

    public TrainingRun {
        epochs = List.copyOf(epochs);
    }

    /** A table, one line an epoch. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(model.name() + (finished ? " trained" : " stopped early") + ", " + steps
                + " steps\n epoch   loss  train acc  test loss  test acc      rate  seconds\n");
        for (Epoch epoch : epochs) {
            text.append(String.format(
                    Locale.ROOT,
                    "%6d %6.3f %9.2f%% %10.3f %8.2f%% %9.2g %8.1f%n",
                    epoch.number(),
                    epoch.loss(),
                    100 * epoch.accuracy(),
                    epoch.test().loss(),
                    100 * epoch.test().accuracy(),
                    epoch.rate(),
                    epoch.seconds()));
        }
        return text.append(note).toString().stripTrailing();
    }
}
