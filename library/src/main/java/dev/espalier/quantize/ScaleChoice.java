package dev.espalier.quantize;

import dev.espalier.model.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the scale of a group of weights is found. */
public enum ScaleChoice {

    /** The largest magnitude, so that nothing is clipped. */
    MAX,

    /** The scale with the smallest squared error: searched over the whole range, then refined. */
    MSE,

    /**
     * Alternating least squares, from the largest magnitude on: levels nearest for the scale, then the scale that is best
     * for the levels, {@code <w, q> / <q, q>}, until the scale settles. Ends where the error is smaller than all around,
     * though not always where it is smallest.
     */
    ALS;

    /**
     * The choice of a name: {@code max}, {@code mse} or {@code als}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ScaleChoice parse(String text) {
        String name = text.strip();
        List<String> names = Arrays.stream(values()).map(ScaleChoice::toString).toList();
        return Arrays.stream(values())
                .filter(choice -> choice.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no way '" + text + "' to find a scale" + Nearest.hint(name, names)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
