package dev.espalier.experiment;

import dev.espalier.experiment.Finding.Verdict;
import dev.espalier.model.TextTable;
import dev.espalier.study.Trials;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * What has become of all claims of a paper.
 *
 * @param experiment it was found out by
 * @param outcomes of its arms that are done
 * @param claims in the recipe's order
 * @param origins of the numbers
 */
public record Findings(Experiment experiment, Outcomes outcomes, List<Finding> claims, Origins origins) {

    public Findings {
        claims = List.copyOf(claims);
    }

    /** What the arms that are done say. */
    public static Findings of(Experiment experiment) {
        Outcomes outcomes = experiment.outcomes();
        return new Findings(
                experiment,
                outcomes,
                experiment.recipe().claims().stream()
                        .map(claim -> claim.judge(outcomes))
                        .toList(),
                Origins.of(experiment, outcomes));
    }

    /** The paper. */
    public Paper paper() {
        return experiment.recipe().paper();
    }

    /** How much was run. */
    public RunProfile profile() {
        return experiment.profile();
    }

    /** The recipe's charts of what was measured. */
    public List<Chart<?, ?>> charts() {
        return experiment.recipe().charts(outcomes);
    }

    /** What was left out, a line each, because this machine lacks something. */
    public List<String> leftOut() {
        return experiment.recipe().lacking().stream()
                .map(why -> "Some arms are left out: " + why)
                .toList();
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
                    claim.quantity() + ": "
                            + claim.measured().map(Trials::toString).orElse("-"),
                    claim.rule(),
                    claim.verdict().toString());
        }
        List<String> lines = new ArrayList<>(List.of(paper() + ", " + profile(), table.toString()));
        lines.addAll(leftOut());
        lines.add(origins.toString());
        return String.join("\n", lines);
    }
}
