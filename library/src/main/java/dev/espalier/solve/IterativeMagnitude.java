package dev.espalier.solve;

import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Settings;
import dev.espalier.train.Policy;
import dev.espalier.train.TrainingRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Iterative magnitude pruning with rewind (Frankle and Carbin 2019; with rewinding Frankle et al., arXiv 1903.01611):
 * train, prune a part of the smallest weights, set all others back to what they were early on, and again. What is left of
 * the network in the end, at its early weights, is called a lottery ticket.
 *
 * <p>The model that is given is the beginning, usually untrained. Every training is a whole one, with the recovery's plan
 * from its initial rate on; there are {@code rounds + 1}, the last of which is the recovery. Round k of n keeps
 * {@code keep^(k/n)} of the weights, each round the same part of what the one before has left.
 *
 * @param rounds at least 1
 * @param rewind the epoch whose weights, all parameters included, come back; 0 for those that were given
 */
public record IterativeMagnitude(int rounds, int rewind) implements Solver {

    /** Three rounds back to the beginning. */
    public static final IterativeMagnitude USUAL = new IterativeMagnitude(3, 0);

    static final String NAME = "iterative";

    private static final String ROUNDS = "rounds";
    private static final String REWIND = "rewind";

    public IterativeMagnitude {
        if (rounds < 1) {
            throw new IllegalArgumentException("iterative pruning in " + rounds + " rounds; at least 1");
        }
        if (rewind < 0) {
            throw new IllegalArgumentException(
                    "iterative pruning that rewinds to epoch " + rewind + "; 0 is the beginning");
        }
    }

    static IterativeMagnitude parse(Map<String, String> settings) {
        Settings given = Settings.of(NAME, settings, List.of(ROUNDS, REWIND));
        return new IterativeMagnitude(
                given.read(ROUNDS, USUAL.rounds, Integer::parseInt),
                given.read(REWIND, USUAL.rewind, Integer::parseInt));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Settings.text(ROUNDS, rounds, REWIND, rewind);
    }

    @Override
    public Solution solve(Model model, Attempt attempt) {
        if (rewind >= attempt.trainer().plan().epochs()) {
            throw new IllegalArgumentException("iterative pruning rewinds to epoch " + rewind
                    + " of trainings that have " + attempt.trainer().plan().epochs());
        }
        RoundGoals goals = new RoundGoals(attempt.goal(), rounds);
        List<TrainingRun> runs = new ArrayList<>();
        TrainingRun run = attempt.train("dense", attempt.plan("dense"), model, new Snapshot(rewind));
        runs.add(run);
        Parameters early = Snapshot.taken(run.hold(), model.parameters());
        for (int round = 1; round <= rounds && run.finished(); round++) {
            Model start = rewound(model, early, goals.at(round).mask(run.model()), attempt);
            String phase = "round-" + round;
            run = round == rounds
                    ? attempt.recover(start, Policy.KEEP)
                    : attempt.train(phase, attempt.plan(phase), start, Policy.KEEP);
            runs.add(run);
        }
        return Solution.recovered(runs.toArray(TrainingRun[]::new));
    }

    /** The early weights under the masks of the trained ones. */
    private static Model rewound(Model model, Parameters early, Map<String, Encoding> goals, Attempt attempt) {
        Map<String, Encoding.Masked> masks = new LinkedHashMap<>();
        goals.forEach((name, goal) -> masks.put(name, goal.masked().orElseThrow()));
        return new Model(model.name(), model.graph(), early, model.encodings(), model.history())
                .masked(masks, attempt.done());
    }

    @Override
    public String toString() {
        return text();
    }
}
