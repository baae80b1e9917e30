package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Pruned;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.solve.Gradual;
import dev.espalier.solve.OneShot;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Solver;
import dev.espalier.train.Optimizer;
import dev.espalier.train.TrainingPlan;
import java.util.List;
import java.util.Optional;

/** {@code %prune}. */
public final class PruneVerb implements Magic {

    private static final String ONE_SHOT = "one-shot";
    private static final String GRADUAL = "gradual";

    private static final Parameter<String> STRUCTURE = Parameter.option(
                    "structure", Kinds.choice(List.of(Scheme.PATTERN, Scheme.UNSTRUCTURED)), "where zeros may be")
            .orElse(Scheme.PATTERN);
    private static final Parameter<Rate> RATE =
            Parameter.option("rate", Kinds.rate(), "all weights over kept ones, in each pruned layer; must be given");
    private static final Parameter<Integer> PATTERNS =
            Parameter.option("patterns", Kinds.integer(1, 56), "size of the pattern set (8 if left out)");
    private static final Parameter<List<String>> ONLY = layers("only", "just these layers");
    private static final Parameter<List<String>> INCLUDE = layers("include", "these too, though usually left out");
    private static final Parameter<List<String>> EXCLUDE = layers("exclude", "not these");

    private static final Parameter<String> SOLVER = Parameter.option(
                    "solver",
                    Kinds.choice(List.of(ONE_SHOT, GRADUAL)),
                    "all at once before recovery, or little by little in its first half")
            .orElse(ONE_SHOT);
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
                    STRUCTURE,
                    RATE,
                    PATTERNS,
                    ONLY,
                    INCLUDE,
                    EXCLUDE,
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
                    "var small = %prune net --structure unstructured --rate 75% --exclude fc1,stage3.*");

    private static Parameter<List<String>> layers(String name, String help) {
        return Parameter.option(name, Kinds.list(new LayerKind()), help);
    }

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
        if (arguments.get(SOLVER).equals(GRADUAL)) {
            throw MagicException.usage(
                    SCHEMA, SOLVER.shown() + " gradual prunes during recovery: say for how many epochs, --recover 10");
        }
        Pruned pruned = prune.apply(model);
        context.show(pruned);
        return pruned.model();
    }

    private static Recovered recover(Model model, Prune prune, int epochs, Arguments arguments, Context context) {
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        Solver solver = arguments.get(SOLVER).equals(GRADUAL) ? Gradual.USUAL : new OneShot();
        TrainingPlan plan = TrainingPlan.of(epochs, new Seed(arguments.get(VerbParameters.SEED)))
                .withBatchSize(arguments.get(TrainerOptions.BATCH))
                .with(new Optimizer.Sgd(arguments.get(LEARNING_RATE)));
        Recovery recovery = new Recovery(prune, solver, TrainerOptions.trainer(SCHEMA, plan, arguments, context));
        return arguments.get(TrainerOptions.RESUME) ? recovery.resume(model, data) : recovery.run(model, data);
    }

    private static Prune prune(Arguments arguments) {
        Rate rate = arguments
                .find(RATE)
                .orElseThrow(
                        () -> MagicException.usage(SCHEMA, RATE.shown() + " is missing: a rate such as 4x or 75%"));
        LayerChoice layers = new LayerChoice(
                arguments.find(ONLY).orElse(List.of()),
                arguments.find(INCLUDE).orElse(List.of()),
                arguments.find(EXCLUDE).orElse(List.of()));
        return new Prune(scheme(arguments), rate, layers);
    }

    private static Scheme scheme(Arguments arguments) {
        Scheme usual = Scheme.parse(arguments.get(STRUCTURE));
        if (arguments.find(PATTERNS).isEmpty()) {
            return usual;
        }
        if (!(usual instanceof Scheme.Pattern)) {
            throw MagicException.usage(
                    SCHEMA, PATTERNS.shown() + " needs --structure pattern, found --structure " + usual);
        }
        return new Scheme.Pattern(arguments.get(PATTERNS));
    }
}
