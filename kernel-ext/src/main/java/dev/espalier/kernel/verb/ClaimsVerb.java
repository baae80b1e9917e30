package dev.espalier.kernel.verb;

import dev.espalier.experiment.Experiment;
import dev.espalier.experiment.Findings;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Schema;

/** {@code %claims}. */
public final class ClaimsVerb implements Magic {

    private static final Schema SCHEMA = Schema.line(
                    "claims",
                    "shows what a paper claims, the rule that decides on each claim, and the verdict of what was run so far",
                    Findings.class,
                    ExperimentWords.PAPER,
                    ExperimentWords.PROFILE,
                    ExperimentWords.RESULTS)
            .examples("%claims 2102.11068", "%claims 2102.11068 --profile full");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Findings run(Arguments arguments, Context context) {
        return Findings.of(Experiment.in(
                arguments.get(ExperimentWords.RESULTS),
                arguments.get(ExperimentWords.PAPER),
                arguments.get(ExperimentWords.PROFILE)));
    }
}
