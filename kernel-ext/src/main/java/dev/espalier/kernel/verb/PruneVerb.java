package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Pruned;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.solve.OneShot;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Solver;
import dev.espalier.train.Optimizer;
import dev.espalier.train.TrainingPlan;
import java.util.Optional;

/** {@code %prune}. */
public final class PruneVerb implements Magic {

    private static final Parameter<Rate> RATE = Parameter.option(
            "rate",
            Kinds.rate(),
            "all weights over kept ones, in each pruned layer; must be given unless the structure has one, as n:m:2:4");
    private static final Parameter<Solver> SOLVER = Parameter.option(
                    "solver",
                    Kinds.form("SOLVER", "a solver such as one-shot or gradual:rounds=10", Solver.NAMES, Solver::parse),
                    "the way there: " + String.join(", ", Solver.NAMES)
                            + ", with details such as gradual:rounds=10,until=0.75")
            .orElse("one-shot");
    private static final Parameter<Integer> RECOVER = Parameter.option(
            "recover", Kinds.integer(1, Integer.MAX_VALUE), "epochs of training that make up for the pruning");
    private static final Parameter<Double> LEARNING_RATE = Parameter.option(
                    "learning-rate",
                    Kinds.read("X", "a number above 0", TrainerOptions::positive),
                    "of the recovery, at its start")
            .orElse("0.02");

    private static final Schema SCHEMA = Schema.line(
                    "prune",
                    "sets weights to zero and keeps them there",
                    Model.class,
                    VerbParameters.MODEL,
                    DataWord.DATA,
                    StructureOptions.STRUCTURE,
                    RATE,
                    StructureOptions.PATTERNS,
                    LayerOptions.ONLY,
                    LayerOptions.INCLUDE,
                    LayerOptions.EXCLUDE,
                    SOLVER,
                    RECOVER,
                    LEARNING_RATE,
                    TrainerOptions.BATCH,
                    VerbParameters.SEED,
                    TrainerOptions.THREADS,
                    TrainerOptions.CHECKPOINT,
                    TrainerOptions.RESUME)
            .examples(
                    "var small = %prune net --structure pattern --rate 4x",
                    "var small = %prune net data --structure pattern --rate 4x --recover 3",
                    "var small = %prune net --rate 8x --solver gradual --recover 10",
                    "var small = %prune net --structure block-punched:8x4 --rate 4x --solver gradual:rounds=10 --recover 5",
                    "var small = %prune net --structure unstructured --rate 75% --exclude fc1,stage3.*");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Model model = arguments.get(VerbParameters.MODEL);
        Prune prune = prune(arguments);
        Optional<Integer> epochs = arguments.find(RECOVER);
        if (epochs.isPresent()) {
            Recovered recovered = recover(model, prune, epochs.get(), arguments, context);
            context.show(prune.describe(model, recovered.model()));
            context.show(recovered);
            return recovered.model();
        }
        Solver solver = arguments.get(SOLVER);
        if (!(solver instanceof OneShot)) {
            throw MagicException.usage(
                    SCHEMA,
                    SOLVER.shown() + " " + solver.name() + " prunes while it trains: say for how many epochs,"
                            + " --recover 10");
        }
        Pruned pruned = prune.apply(model);
        context.show(pruned);
        return pruned.model();
    }

    private static Recovered recover(Model model, Prune prune, int epochs, Arguments arguments, Context context) {
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        TrainingPlan plan = TrainingPlan.of(epochs, new Seed(arguments.get(VerbParameters.SEED)))
                .withBatchSize(arguments.get(TrainerOptions.BATCH))
                .with(new Optimizer.Sgd(arguments.get(LEARNING_RATE)));
        Recovery recovery =
                new Recovery(prune, arguments.get(SOLVER), TrainerOptions.trainer(SCHEMA, plan, arguments, context));
        return arguments.get(TrainerOptions.RESUME) ? recovery.resume(model, data) : recovery.run(model, data);
    }

    private static Prune prune(Arguments arguments) {
        Scheme scheme = StructureOptions.scheme(SCHEMA, arguments);
        Rate rate = arguments
                .find(RATE)
                .or(scheme::ownRate)
                .orElseThrow(
                        () -> MagicException.usage(SCHEMA, RATE.shown() + " is missing: a rate such as 4x or 75%"));
        return new Prune(scheme, rate, LayerOptions.choice(arguments));
    }
}
