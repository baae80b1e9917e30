package dev.espalier.experiment;

import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.model.TextTable;
import dev.espalier.study.Trials;
import java.util.List;
import java.util.Locale;

/**
 * All claims of a paper and what became of them.
 *
 * @param paper the paper
 * @param profile how much was run
 * @param claims in the recipe's order
 * @param conditions in which it was measured
 */
public record Findings(Paper paper, RunProfile profile, List<Finding> claims, Conditions conditions) {

    public Findings {
        claims = List.copyOf(claims);
    }

    /** Those of the arms that are done. */
    public static Findings of(Experiment experiment) {
        Outcomes outcomes = experiment.outcomes();
        return new Findings(
                experiment.recipe().paper(),
                experiment.profile(),
                experiment.recipe().claims().stream()
                        .map(claim -> claim.judge(outcomes))
                        .toList(),
                Conditions.of(experiment, outcomes));
    }

    /** How many claims have a verdict. */
    public long count(Verdict verdict) {
        return claims.stream().filter(claim -> claim.verdict() == verdict).count();
    }

    /** The claims as a table for terminals. */
    @Override
    public String toString() {
        TextTable table = new TextTable("", "claim", "paper", "measured", "rule", "verdict");
        for (Finding claim : claims) {
            table.row(
                    claim.claim(),
                    claim.statement(),
                    claim.paper().toString(),
                    claim.quantity() + ": " + measured(claim),
                    claim.rule(),
                    claim.verdict().toString());
        }
        return paper + ", " + profile + "\n" + table + "\n"
                + String.format(
                        Locale.ROOT,
                        "seeds %s; %.0f s; %s; Java %s; Espalier %s",
                        conditions.seeds(),
                        conditions.seconds(),
                        conditions.machine(),
                        conditions.java(),
                        conditions.espalier());
    }

    private static String measured(Finding claim) {
        return claim.measured().map(Trials::toString).orElse("-");
    }
}
