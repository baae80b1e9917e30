package dev.espalier.solve;

import dev.espalier.data.Split;
import dev.espalier.model.Model;
import dev.espalier.model.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two aims at once, such as pruning and quantization: ADMM gives a weight a dual for each. In a history it is one step
 * with both verbs, {@code prune+quantize}, whose settings are {@code prune.rate}, {@code quantize.levels} and so on.
 *
 * @param first is projected onto first
 * @param second on its result
 */
public record Both(Aim first, Aim second) implements Aim {

    private static final String BETWEEN = "+";

    @Override
    public String name() {
        return first.name() + " and " + second.name();
    }

    @Override
    public Goal settle(Model model, Split data) {
        return first.settle(model, data).and(second.settle(model, data));
    }

    @Override
    public Step step() {
        Step one = first.step();
        Step other = second.step();
        Map<String, String> settings = new LinkedHashMap<>();
        one.settings().forEach((key, value) -> settings.put(one.verb() + "." + key, value));
        other.settings().forEach((key, value) -> settings.put(other.verb() + "." + key, value));
        return new Step(one.verb() + BETWEEN + other.verb(), settings);
    }

    /** The steps of the two aims that a step of this kind stands for; empty if it is of another. */
    public static Optional<List<Step>> steps(Step step) {
        int at = step.verb().indexOf(BETWEEN);
        if (at < 0) {
            return Optional.empty();
        }
        String first = step.verb().substring(0, at);
        String second = step.verb().substring(at + 1);
        Map<String, String> ofFirst = new LinkedHashMap<>();
        Map<String, String> ofSecond = new LinkedHashMap<>();
        step.settings().forEach((key, value) -> {
            if (key.startsWith(first + ".")) {
                ofFirst.put(key.substring(first.length() + 1), value);
            } else if (key.startsWith(second + ".")) {
                ofSecond.put(key.substring(second.length() + 1), value);
            } else {
                throw new IllegalArgumentException("'" + step.verb() + "' has a setting '" + key
                        + "' that begins with neither of its verbs; write " + first + "." + key + " or " + second + "."
                        + key);
            }
        });
        return Optional.of(List.of(new Step(first, ofFirst), new Step(second, ofSecond)));
    }
}
