package dev.espalier.kernel.verb;

import dev.espalier.data.Dataset;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Paper;
import dev.espalier.experiment.Quote;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.Rule;
import dev.espalier.experiment.RunProfile;
import dev.espalier.study.TrialCharts;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** An experiment that is over at once. */
public final class DiceRecipe implements Recipe {

    @Override
    public Paper paper() {
        return new Paper("0000.00003", "On Dice & Chance", "nowhere");
    }

    @Override
    public List<Arm> arms(RunProfile profile) {
        return LongStream.rangeClosed(1, 4)
                .mapToObj(seed -> new Arm(
                        "die",
                        seed,
                        around -> Outcome.of(Map.of(
                                "mean",
                                new Random(seed).ints(1000, 1, 7).average().orElseThrow()))))
                .toList();
    }

    @Override
    public List<Claim> claims() {
        return List.of(
                new Claim(
                        "D1",
                        "Dice are fair",
                        new Quote("3.5", "theorem 1"),
                        "mean of 1000",
                        outcomes -> outcomes.of("die", "mean"),
                        new Rule.Between(3.3, 3.7)),
                new Claim(
                        "D2",
                        "Dice show six & no more",
                        Quote.NOT_FOUND,
                        "mean of 1000",
                        outcomes -> outcomes.of("die", "mean"),
                        new Rule.Above(5)),
                new Claim(
                        "D3",
                        "Coins are fair",
                        Quote.NOT_FOUND,
                        "heads",
                        outcomes -> outcomes.of("coin", "mean"),
                        new Rule.Above(0)));
    }

    @Override
    public List<Chart<?, ?>> charts(Outcomes outcomes) {
        return outcomes.of("die", "mean")
                .<List<Chart<?, ?>>>map(mean -> List.of(TrialCharts.lines(
                        "Dice", "throws", "mean", Map.of("die", List.of(new TrialCharts.Point(1000, mean))))))
                .orElse(List.of());
    }

    @Override
    public String identity(RunProfile profile) {
        return "";
    }

    @Override
    public List<Dataset> data(RunProfile profile) {
        return List.of();
    }
}
