package dev.espalier.solve;

import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A way to a goal. As text it is a name with settings, such as {@code gradual:rounds=20,until=0.5}. */
public sealed interface Solver permits Admm, Gradual, GroupLasso, IterativeMagnitude, OneShot, StraightThrough {

    /** All names that {@link #parse} knows. */
    List<String> NAMES = List.of(
            Admm.NAME, Gradual.NAME, GroupLasso.NAME, IterativeMagnitude.NAME, OneShot.NAME, StraightThrough.NAME);

    /** The name of the method. */
    String name();

    /** Its settings as text, in order; {@link #parse} understands them. */
    Map<String, String> settings();

    /**
     * Takes a model to one whose weights are members of the goal, or as far as it gets until the user stops it.
     *
     * @param attempt the goal, and what trains
     */
    Solution solve(Model model, Attempt attempt);

    /** Name and settings in one line. */
    default String text() {
        String settings = settings().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(","));
        return settings.isEmpty() ? name() : name() + ":" + settings;
    }

    /**
     * The solver of a name, with its usual settings where none are given: {@code gradual},
     * {@code gradual:rounds=10,until=0.75}.
     *
     * @throws IllegalArgumentException for an unknown name or setting, with the nearest there is, and for any bad value
     */
    static Solver parse(String text) {
        String[] parts = text.strip().split(":", 2);
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : parts.length < 2 ? new String[0] : parts[1].split(",", -1)) {
            String[] pair = setting.split("=", 2);
            if (pair.length < 2) {
                throw new IllegalArgumentException(
                        "'" + setting + "' is no setting of " + parts[0] + "; write KEY=VALUE,KEY=VALUE");
            }
            settings.put(pair[0].strip(), pair[1].strip());
        }
        return switch (parts[0].strip()) {
            case Admm.NAME -> Admm.parse(settings);
            case Gradual.NAME -> Gradual.parse(settings);
            case GroupLasso.NAME -> GroupLasso.parse(settings);
            case IterativeMagnitude.NAME -> IterativeMagnitude.parse(settings);
            case OneShot.NAME -> OneShot.parse(settings);
            case StraightThrough.NAME -> StraightThrough.parse(settings);
            default ->
                throw new IllegalArgumentException("no solver '" + parts[0] + "'" + Nearest.hint(parts[0], NAMES));
        };
    }
}
