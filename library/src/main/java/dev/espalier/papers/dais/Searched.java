package dev.espalier.papers.dais;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.solve.Recalibration;
import dev.espalier.train.Engine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a search has found.
 *
 * @param dais the search
 * @param model that was searched in
 * @param data that it was searched on
 * @param relaxed the network with its indicators as they are at the end
 * @param indicators where they stand
 * @param values of the indicators, by batch normalisation
 * @param epochs how they came to be
 */
public record Searched(
        Dais dais,
        Model model,
        Split data,
        Model relaxed,
        Indicators indicators,
        Map<String, double[]> values,
        List<Epoch> epochs) {

    /** How far from its target a search may end, as part of it: what rounding of widths alone makes in small networks. */
    private static final double MISSED = 0.07;

    /**
     * An epoch of the search.
     *
     * @param temperature T in it
     * @param undecided what part of the indicators is between 0.05 and 0.95 after it
     * @param macs E of equation 9 after it, as part of the full network's
     * @param hardMacs the same of the network with indicators rounded
     * @param indicators after it, by batch normalisation
     */
    public record Epoch(
            double temperature, double undecided, double macs, double hardMacs, Map<String, double[]> indicators) {}

    public Searched {
        epochs = List.copyOf(epochs);
    }

    /** How many channels stay, by the layer that makes them. */
    public Map<String, Integer> widths() {
        return Kept.of(indicators, values).widths(indicators);
    }

    /** How many channels there were, by the same layers as {@link #widths}. */
    public Map<String, Integer> channels() {
        Map<String, Integer> channels = new LinkedHashMap<>();
        indicators
                .groups()
                .forEach(group ->
                        channels.merge(group.coupling().name(), group.coupling().channels(), Integer::sum));
        return channels;
    }

    /**
     * The network without the channels whose indicators are rounded to 0 and with all other indicators 1, its normalisation
     * measured anew; not trained on.
     */
    public Model hard() {
        Model plain = RelaxedNetwork.plain(model, relaxed.parameters());
        Model masked = plain.masked(
                Kept.of(indicators, values).masks(plain, indicators),
                relaxed.history().get(relaxed.history().size() - 1));
        return Recalibration.USUAL.apply(masked.thin(), data, Progress.NONE, Cancellation.ON_INTERRUPT, Engine.DEFAULT);
    }

    /** The network with its indicators as they are at the end, its normalisation measured anew as that of {@link #hard}. */
    public Model soft() {
        return Recalibration.USUAL.apply(relaxed, data, Progress.NONE, Cancellation.ON_INTERRUPT, Engine.DEFAULT);
    }

    /**
     * How far layers that shortcuts tie agree on what to keep: the percentage of channels in several places whose indicators
     * are all above one half or all below. 100 where nothing is tied.
     */
    double agreement() {
        long tied = 0;
        long agreed = 0;
        for (Indicators.Group group : indicators.groups()) {
            if (group.places().size() > 1) {
                for (int c = 0; c < group.coupling().channels(); c++) {
                    int channel = c;
                    long above = group.places().stream()
                            .filter(place -> values.get(place.tensor())[Indicators.position(place, channel)] > 0.5)
                            .count();
                    tied++;
                    agreed += above == 0 || above == group.places().size() ? 1 : 0;
                }
            }
        }
        return tied == 0 ? 100 : 100.0 * agreed / tied;
    }

    /** How far widths are from uniform: the largest share of channels kept in a group less the smallest, in points. */
    double spread() {
        double[] shares = IntStream.range(0, indicators.groups().size())
                .mapToDouble(group -> {
                    boolean[] stays = Kept.of(indicators, values).stays().get(group);
                    return 100.0
                            * IntStream.range(0, stays.length)
                                    .filter(c -> stays[c])
                                    .count()
                            / stays.length;
                })
                .toArray();
        return Arrays.stream(shares).max().orElseThrow()
                - Arrays.stream(shares).min().orElseThrow();
    }

    @Override
    public String toString() {
        Epoch last = epochs.get(epochs.size() - 1);
        String missed = Math.abs(last.hardMacs() - dais.macs()) <= MISSED * dais.macs()
                ? ""
                : "; the target is missed: with more epochs, more images or smaller batches indicators get further before"
                        + " the temperature has fallen";
        return String.format(
                Locale.ROOT,
                "%s: %.1f%% of the MACs stay, %.0f%% were asked for; %.1f%% of the indicators are undecided; channels %s%s",
                model.name(),
                100 * last.hardMacs(),
                100 * dais.macs(),
                100 * last.undecided(),
                widths(),
                missed);
    }
}
