package dev.espalier.experiment;

import dev.espalier.data.Dataset;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.knowm.xchart.internal.chartpart.Chart;

/** An experiment that is over at once, found as recipes are found: other processes know it, too. */
public final class PrimesRecipe implements Recipe {

    static final String ARXIV = "0000.00002";

    @Override
    public Paper paper() {
        return new Paper(ARXIV, "On Primes", "nowhere");
    }

    @Override
    public List<Arm> arms(RunProfile profile) {
        return Stream.of("below 100", "below 1000")
                .flatMap(name -> LongStream.rangeClosed(1, 3)
                        .mapToObj(seed -> new Arm(name, seed, around -> {
                            if (profile == RunProfile.FULL && seed == 3) {
                                throw new IllegalStateException("three is too many");
                            }
                            if (profile == RunProfile.SMOKE && seed == 2) {
                                Runtime.getRuntime().halt(7);
                            }
                            long most = Long.parseLong(name.substring("below ".length()));
                            System.out.println("a line that is no answer");
                            return Outcome.of(Map.of(
                                    "primes",
                                    (double) LongStream.range(2, most)
                                            .filter(n -> LongStream.range(2, n).noneMatch(divisor -> n % divisor == 0))
                                            .count(),
                                    "process",
                                    (double) ProcessHandle.current().pid()));
                        })))
                .toList();
    }

    @Override
    public List<Claim> claims() {
        return List.of(new Claim(
                "P",
                "There are 25 primes below 100",
                Quote.NOT_FOUND,
                "primes",
                outcomes -> outcomes.of("below 100", "primes"),
                new Rule.Exactly(new Rule.Between(24.5, 25.5))));
    }

    @Override
    public List<Chart<?, ?>> charts(Outcomes outcomes) {
        return List.of();
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
