package dev.espalier.gan;

import dev.espalier.data.ImageGrid;
import dev.espalier.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a trainer of generators gives back.
 *
 * @param generator as far as it was trained
 * @param discriminator the same
 * @param epochs the finished passes
 * @param finished false if the user stopped the run early
 * @param note for people: how to go on, or empty
 * @param samples what the generator makes of a few test images
 */
public record GanRun(
        Model generator, Model discriminator, List<GanEpoch> epochs, boolean finished, String note, ImageGrid samples) {

    public GanRun {
        epochs = List.copyOf(epochs);
    }

    /** The names of the losses, in order. */
    public List<String> losses() {
        Set<String> names = new LinkedHashSet<>();
        epochs.forEach(epoch -> names.addAll(epoch.losses().keySet()));
        return new ArrayList<>(names);
    }

    /** A table, one line an epoch. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(generator.name() + (finished ? " trained" : " stopped early") + "\n epoch");
        losses().forEach(name -> text.append(String.format(Locale.ROOT, " %13s", name)));
        text.append("      rate  seconds\n");
        for (GanEpoch epoch : epochs) {
            text.append(String.format(Locale.ROOT, "%6d", epoch.number()));
            losses().forEach(name -> text.append(
                    String.format(Locale.ROOT, " %13.4f", epoch.losses().get(name))));
            text.append(String.format(Locale.ROOT, " %9.2g %8.1f%n", epoch.rate(), epoch.seconds()));
        }
        return text.append(note).toString().stripTrailing();
    }
}
