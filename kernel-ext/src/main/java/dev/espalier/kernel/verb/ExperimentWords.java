package dev.espalier.kernel.verb;

import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Parameter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the verbs about experiments take alike. */
final class ExperimentWords {

    static final Parameter<String> PAPER = Parameter.required(
            "paper",
            Kinds.choice(
                    Recipe.all().stream().map(recipe -> recipe.paper().arxiv()).toList()),
            "its number on arXiv");
    static final Parameter<RunProfile> PROFILE = Parameter.option(
                    "profile",
                    Kinds.choice(profiles()),
                    "how much of it: smoke (a minute and a half), quick (ten minutes), full (hours)")
            .orElse(RunProfile.QUICK.toString());
    static final Parameter<Path> RESULTS = Parameter.option(
                    "results", Kinds.path(), "where outcomes are kept, so that nothing is run twice")
            .orElse("results");

    private ExperimentWords() {}

    private static Map<String, RunProfile> profiles() {
        Map<String, RunProfile> profiles = new LinkedHashMap<>();
        Arrays.stream(RunProfile.values()).forEach(profile -> profiles.put(profile.toString(), profile));
        return profiles;
    }
}
