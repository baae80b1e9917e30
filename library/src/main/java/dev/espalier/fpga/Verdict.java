package dev.espalier.fpga;

import java.util.List;
import java.util.Locale;

/**
 * What a bench found.
 *
 * @param bench its name
 * @param results how many results were compared
 * @param wrong how many differed
 * @param examples the first of them
 */
public record Verdict(String bench, long results, long wrong, List<String> examples) {

    public Verdict {
        examples = List.copyOf(examples);
    }

    /** Whether there were results, and all were right. */
    public boolean exact() {
        return results > 0 && wrong == 0;
    }

    @Override
    public String toString() {
        String found = exact() ? "all equal" : wrong + " differ: " + String.join("; ", examples);
        return String.format(Locale.ROOT, "%s: %,d results, %s", bench, results, found);
    }
}
