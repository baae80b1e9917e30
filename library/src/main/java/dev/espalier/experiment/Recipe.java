package dev.espalier.experiment;

import dev.espalier.data.Dataset;
import dev.espalier.model.Nearest;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.knowm.xchart.internal.chartpart.Chart;

/** How the experiments of a paper are done here. Recipes are found as services, so that others can be added. */
public interface Recipe {

    /** The paper. */
    Paper paper();

    /**
     * Everything that a profile runs, in the order in which it is run. An arm's outcome depends on its name, its seed and the
     * {@link #identity} alone.
     */
    List<Arm> arms(RunProfile profile);

    /** What is to be found out. The rules are fixed: they do not depend on the profile or on anything measured. */
    List<Claim> claims();

    /** What all arms of a profile have in common that decides their outcomes: settings, in text. */
    String identity(RunProfile profile);

    /** What was measured as pictures; of arms that were not run there are none. */
    List<Chart<?, ?>> charts(Outcomes outcomes);

    /** The data sets it uses, for the record. */
    List<Dataset> data(RunProfile profile);

    /** What this machine lacks for some of the arms, which are then left out, a sentence each: usually nothing. */
    default List<String> lacking() {
        return List.of();
    }

    /** All recipes there are, by the papers' numbers. */
    static List<Recipe> all() {
        return installed()
                .sorted((a, b) -> a.paper().arxiv().compareTo(b.paper().arxiv()))
                .toList();
    }

    /**
     * The recipe for a paper.
     *
     * @throws IllegalArgumentException if there is none, with the nearest there is
     */
    static Recipe of(String arxiv) {
        return installed()
                .filter(recipe -> recipe.paper().arxiv().equals(arxiv))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> known =
                            all().stream().map(recipe -> recipe.paper().arxiv()).toList();
                    return new IllegalArgumentException(
                            "there is no recipe for '" + arxiv + "'" + Nearest.hint(arxiv, known));
                });
    }

    private static Stream<Recipe> installed() {
        return ServiceLoader.load(Recipe.class).stream().map(ServiceLoader.Provider::get);
    }
}
