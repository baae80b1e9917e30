package dev.espalier.kernel.verb;

import dev.espalier.experiment.Experiment;
import dev.espalier.experiment.Findings;
import dev.espalier.experiment.FindingsFile;
import dev.espalier.experiment.RunProfile;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.io.IOException;

/** {@code %reproduce}. */
public final class ReproduceVerb implements Magic {

    private static final Parameter<Integer> PROCESSES = Parameter.option(
            "processes", Kinds.integer(1, 256), "arms at a time; as many as there are processors and memory for");

    private static final Schema SCHEMA = Schema.line(
                    "reproduce",
                    "runs the experiments of a paper, as far as they are not done yet",
                    Findings.class,
                    ExperimentWords.PAPER,
                    ExperimentWords.PROFILE,
                    ExperimentWords.RESULTS,
                    PROCESSES)
            .examples("%reproduce 2102.11068", "var lottery = %reproduce 2102.11068 --profile full");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Findings run(Arguments arguments, Context context) throws IOException {
        RunProfile profile = arguments.get(ExperimentWords.PROFILE);
        Experiment experiment =
                Experiment.in(arguments.get(ExperimentWords.RESULTS), arguments.get(ExperimentWords.PAPER), profile);
        int processes = arguments.find(PROCESSES).orElseGet(Experiment::mostProcesses);
        experiment.run(processes, context.progress(), context.cancellation());
        Findings findings = Findings.of(experiment);
        FindingsFile.write(findings);
        return findings;
    }
}
