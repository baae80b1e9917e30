package dev.espalier.experiment;

import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.study.Trials;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something a paper says that can be measured.
 *
 * @param name short, the same as long as the claim is: {@code Q3}
 * @param statement a sentence
 * @param paper the number it gives there
 * @param quantity what is measured here, with its unit
 * @param measure takes it from outcomes, a value for each seed; empty where what it needs was not run
 * @param rule decides
 */
public record Claim(
        String name,
        String statement,
        Quote paper,
        String quantity,
        Function<Outcomes, Optional<Trials>> measure,
        Rule rule) {

    /** The claim with what was measured. */
    public Finding judge(Outcomes outcomes) {
        Optional<Trials> measured = measure.apply(outcomes);
        return new Finding(
                name,
                statement,
                paper,
                quantity,
                rule.toString(),
                measured,
                measured.map(rule::decide).orElse(Verdict.NOT_MEASURED));
    }
}
