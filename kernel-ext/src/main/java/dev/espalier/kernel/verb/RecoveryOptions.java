package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.distill.Distill;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.solve.Aim;
import dev.espalier.solve.OneShot;
import dev.espalier.solve.Recovered;
import dev.espalier.solve.Recovery;
import dev.espalier.solve.Solver;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Options of verbs that constrain weights and may train a network to make up for it. */
final class RecoveryOptions {

    static final Parameter<Solver> SOLVER = Parameter.option(
                    "solver",
                    Kinds.form("SOLVER", "a solver such as one-shot or gradual:rounds=10", Solver.NAMES, Solver::parse),
                    "the way there: " + String.join(", ", Solver.NAMES)
                            + ", with details such as gradual:rounds=10,until=0.75")
            .orElse("one-shot");
    static final Parameter<Integer> RECOVER =
            Parameter.option("recover", Kinds.integer(1, Integer.MAX_VALUE), "epochs of training that make up for it");
    static final Parameter<Double> LEARNING_RATE = Parameter.option(
                    "learning-rate", TrainerOptions.POSITIVE, "of the recovery, at its start")
            .orElse("0.02");
    static final Parameter<Model> TEACHER = Parameter.option(
            "teacher",
            VerbParameters.MODEL_KIND,
            "a network whose answers help to recover, at temperature 4 and with weight 0.9");

    /** All of these, and those of the training they ask for. */
    static final List<Parameter<?>> ALL = List.of(
            SOLVER,
            RECOVER,
            LEARNING_RATE,
            TEACHER,
            TrainerOptions.BATCH,
            VerbParameters.SEED,
            TrainerOptions.THREADS,
            TrainerOptions.CHECKPOINT,
            TrainerOptions.RESUME);

    private static final Distill HELP = Distill.answers(4, 0.9);

    private RecoveryOptions() {}

    /**
     * Reaches an aim with the training that was asked for, or at once, and shows what came of it.
     *
     * @param <T> what says what was done to each layer
     * @param atOnce does it without training
     * @param describe says it of a model before and after a training
     * @param model the one it was done to
     */
    static <T> Model reach(
            Schema schema,
            Aim aim,
            Arguments arguments,
            Context context,
            Function<Model, T> atOnce,
            BiFunction<Model, Model, T> describe,
            Function<T, Model> model) {
        Model given = arguments.get(VerbParameters.MODEL);
        Optional<Recovered> recovered = recover(schema, aim, given, arguments, context);
        T constrained =
                recovered.map(result -> describe.apply(given, result.model())).orElseGet(() -> atOnce.apply(given));
        context.show(constrained);
        recovered.ifPresent(context::show);
        return recovered.map(Recovered::model).orElseGet(() -> model.apply(constrained));
    }

    /**
     * The model as the aim has it, recovered; empty if no training was asked for.
     *
     * @throws MagicException if something else was asked for that only makes sense with it
     */
    private static Optional<Recovered> recover(
            Schema schema, Aim aim, Model model, Arguments arguments, Context context) {
        Solver solver = arguments.get(SOLVER);
        if (arguments.find(RECOVER).isEmpty()) {
            String epochs = ": say for how many epochs, " + RECOVER.shown() + " 10";
            if (!(solver instanceof OneShot)) {
                throw MagicException.usage(
                        schema, SOLVER.shown() + " " + solver.name() + " works while it trains" + epochs);
            }
            if (arguments.find(TEACHER).isPresent()) {
                throw MagicException.usage(schema, TEACHER.shown() + " helps while the network recovers" + epochs);
            }
            return Optional.empty();
        }
        Split data = DataWord.get(schema, DataWord.DATA, arguments, context);
        TrainingPlan plan = TrainingPlan.of(
                        arguments.find(RECOVER).orElseThrow(), new Seed(arguments.get(VerbParameters.SEED)))
                .withBatchSize(arguments.get(TrainerOptions.BATCH))
                .with(new Optimizer.Sgd(arguments.get(LEARNING_RATE)));
        Trainer trainer = TrainerOptions.trainer(schema, plan, arguments, context);
        Trainer helped = arguments
                .find(TEACHER)
                .map(teacher -> trainer.towards(HELP.objective(teacher)))
                .orElse(trainer);
        Recovery recovery = new Recovery(aim, solver, helped);
        return Optional.of(
                arguments.get(TrainerOptions.RESUME) ? recovery.resume(model, data) : recovery.run(model, data));
    }
}
