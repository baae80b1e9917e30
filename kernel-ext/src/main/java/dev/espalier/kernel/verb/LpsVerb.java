package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Seed;
import dev.espalier.papers.lps.Choice;
import dev.espalier.papers.lps.LearnPruneShare;
import dev.espalier.papers.lps.Lifelong;
import dev.espalier.papers.lps.Phases;
import dev.espalier.papers.lps.Sharing;
import dev.espalier.papers.lps.Task;
import dev.espalier.prune.TaskShares;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code %lps}. */
public final class LpsVerb implements Magic {

    private static final Parameter<List<Named<Split>>> TASKS = Parameter.rest(
            "tasks",
            new Named.Word<>(Kinds.variable(Split.class, "for example one made by %data")),
            "the data of each task, in the order in which they are learned");
    private static final Parameter<List<Integer>> SHARES = Parameter.option(
            "shares",
            Kinds.list(Kinds.integer(1, Integer.MAX_VALUE)),
            "of the weights, one for each task (of n tasks the first has n - 1, the others 1)");
    private static final Parameter<Sharing> SHARING = Parameter.option(
                    "sharing",
                    Kinds.read("PART", "all, none, or a part such as 0.9", Sharing::parse),
                    "earlier tasks' weights that a task uses: all, none, or the part of them that it learns to choose")
            .orElse(Sharing.Learned.USUAL.toString());
    private static final Parameter<Choice> CHOICE = Parameter.option(
                    "choice", Kinds.choice(choices()), "how a task's own weights are found")
            .orElse("admm");
    private static final Parameter<Integer> LEARN = epochs("learn", "epochs of a task with all free weights", 6);
    private static final Parameter<Integer> SOLVE = epochs("solve", "epochs for each of ADMM's three penalties", 3);
    private static final Parameter<Integer> RETRAIN = epochs("retrain", "epochs with the chosen weights", 4);
    private static final Parameter<Double> RATE = Parameter.option(
                    "learning-rate", TrainerOptions.POSITIVE, "learning rate of Adam at the start")
            .orElse("0.001");

    private static final Schema SCHEMA = Schema.line(
                    "lps",
                    "learns several tasks one after the other and forgets none (Learn-Prune-Share)",
                    Lifelong.class,
                    VerbParameters.MODEL,
                    TASKS,
                    SHARES,
                    SHARING,
                    CHOICE,
                    LEARN,
                    SOLVE,
                    RETRAIN,
                    TrainerOptions.BATCH,
                    RATE,
                    VerbParameters.SEED,
                    TrainerOptions.THREADS,
                    TrainerOptions.CHECKPOINT,
                    TrainerOptions.RESUME)
            .examples(
                    "var all = %lps net shirts shoes bags",
                    "var all = %lps net shirts shoes --shares 3,1 --sharing all");

    private static Parameter<Integer> epochs(String name, String help, int usual) {
        return Parameter.option(name, Kinds.integer(1, Integer.MAX_VALUE), help).orElse(Integer.toString(usual));
    }

    private static Map<String, Choice> choices() {
        Map<String, Choice> choices = new LinkedHashMap<>();
        choices.put("admm", Choice.ADMM);
        choices.put("admm-among-all", Choice.ADMM_AMONG_ALL);
        choices.put("magnitude", Choice.MAGNITUDE);
        return choices;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Lifelong run(Arguments arguments, Context context) {
        List<Task> tasks = arguments.get(TASKS).stream()
                .map(named -> new Task(named.name(), named.value()))
                .toList();
        Seed seed = new Seed(arguments.get(VerbParameters.SEED));
        TrainingPlan plan = TrainingPlan.of(1, seed)
                .with(new Optimizer.Adam(arguments.get(RATE)))
                .withBatchSize(arguments.get(TrainerOptions.BATCH));
        Trainer trainer = TrainerOptions.trainer(SCHEMA, plan, arguments, context);
        LearnPruneShare usual = LearnPruneShare.over(tasks, seed)
                .with(arguments.get(SHARING))
                .with(arguments.get(CHOICE))
                .during(Phases.of(arguments.get(LEARN), arguments.get(SOLVE), arguments.get(RETRAIN)))
                .by(trainer);
        LearnPruneShare asked =
                arguments.find(SHARES).map(TaskShares::new).map(usual::dividing).orElse(usual);
        return arguments.get(TrainerOptions.RESUME)
                ? asked.resume(arguments.get(VerbParameters.MODEL))
                : asked.learn(arguments.get(VerbParameters.MODEL));
    }
}
