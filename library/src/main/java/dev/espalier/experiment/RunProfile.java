package dev.espalier.experiment;

import dev.espalier.model.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How much of an experiment is run. All run the same code on real data. */
public enum RunProfile {
    /** In under 90 seconds on two cores: that it runs. Too little for any claim. */
    SMOKE,
    /** In under ten minutes: what a reader tries. */
    QUICK,
    /** Everything, for hours if need be: the numbers that are published with the notebooks. */
    FULL;

    /** The profile of a name. */
    public static RunProfile parse(String name) {
        List<String> names = Arrays.stream(values()).map(RunProfile::toString).toList();
        return Arrays.stream(values())
                .filter(profile -> profile.toString().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no profile '" + name + "'" + Nearest.hint(name, names)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
