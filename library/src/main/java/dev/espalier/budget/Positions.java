package dev.espalier.budget;

import dev.espalier.model.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where dials stand. */
final class Positions {

    private Positions() {}

    /**
     * A position for every dial, those not named at 1.
     *
     * @throws IllegalArgumentException if there is no dial of a name, or it has no such position
     */
    static Map<String, Double> check(Dials dials, Map<String, Double> keeps) {
        Map<String, Double> all = new LinkedHashMap<>();
        for (Dial dial : dials.dials()) {
            double keep = keeps.getOrDefault(dial.name(), 1.0);
            if (dial.settle(keep) != keep) {
                throw new IllegalArgumentException("'" + dial.name() + "' cannot keep " + keep
                        + " of itself; the nearest" + " below is " + dial.settle(keep));
            }
            all.put(dial.name(), keep);
        }
        List<String> unknown =
                keeps.keySet().stream().filter(name -> !all.containsKey(name)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing to turn on '" + unknown.get(0) + "'" + Nearest.hint(unknown.get(0), all.keySet()));
        }
        return all;
    }

    /** Every dial at the position nearest to the same one. */
    static Map<String, Double> uniform(Dials dials, double keep) {
        Map<String, Double> all = new LinkedHashMap<>();
        dials.dials().forEach(dial -> all.put(dial.name(), dial.settle(keep)));
        return all;
    }
}
