package dev.espalier.solve;

import dev.espalier.model.Model;
import dev.espalier.model.Settings;
import java.util.List;
import java.util.Map;

/** Projects once; training then recovers with the constraints in force. */
public record OneShot() implements Solver {

    static final String NAME = "one-shot";

    static OneShot parse(Map<String, String> settings) {
        Settings.of(NAME, settings, List.of());
        return new OneShot();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public Solution solve(Model model, Attempt attempt) {
        return Solution.toRecover(attempt.project(model));
    }

    @Override
    public String toString() {
        return text();
    }
}
