package dev.espalier.kernel.verb;

import dev.espalier.compile.training.SparseEngine;
import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.papers.clicktrain.ClickTrain;
import dev.espalier.papers.clicktrain.Clicked;
import dev.espalier.papers.clicktrain.KernelRatios;
import dev.espalier.papers.clicktrain.Lambda;
import dev.espalier.prune.Importance;
import dev.espalier.prune.Scheme;
import dev.espalier.train.Engine;
import dev.espalier.train.Optimizer;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.util.List;

/** {@code %clicktrain}. */
public final class ClickTrainVerb implements Magic {

    private static final Parameter<KernelRatios> RATIOS = Parameter.option(
                    "ratios",
                    Kinds.read("PERCENT,…", "percentages such as 35,45,55, or one for all layers", KernelRatios::parse),
                    "of the kernels that go, one for each pruned layer or one for all")
            .orElse("60");
    private static final Parameter<Scheme> STRUCTURE = Parameter.option(
                    "structure",
                    Kinds.form(
                            "PATTERNS",
                            "patterns such as pattern:clicktrain4, or pattern:8 to mine them",
                            Scheme.NAMES,
                            Scheme::parse),
                    "the patterns: pattern:clicktrain4, pattern:clicktrain8, pattern:clicktrain12, or pattern:8 to mine 8")
            .orElse(ClickTrain.USUAL_PATTERNS.toString());
    private static final Parameter<Integer> EPOCHS = Parameter.option(
                    "epochs",
                    Kinds.integer(3, Integer.MAX_VALUE),
                    "of the whole run; masks are chosen after a third, weights cut after eleven fifteenths")
            .orElse("15");
    private static final Parameter<Lambda> LAMBDA = Parameter.option(
                    "lambda",
                    Kinds.read("LAMBDA", "a number such as 3.5e-4, or reach:1", Lambda::parse),
                    "weight of the penalty: a number, or how far it is to reach in this run")
            .orElse(Lambda.USUAL.toString());
    private static final Parameter<Importance> IMPORTANCE = Parameter.option(
                    "importance",
                    Kinds.form(
                            "IMPORTANCE", "a measure such as gradient:10 or l2", Importance.NAMES, Importance::parse),
                    "by what patterns and kernels are chosen; gradient:1 is the authors'")
            .orElse(ClickTrain.USUAL_IMPORTANCE.toString());
    private static final Parameter<Double> RATE = Parameter.option(
                    "learning-rate", TrainerOptions.POSITIVE, "learning rate of SGD at the start")
            .orElse("0.05");
    private static final Parameter<Boolean> SPARSE =
            Parameter.flag("sparse", "leaves out what is masked in the last epochs, which are faster then");

    private static final Schema SCHEMA = Schema.line(
                    "clicktrain",
                    "trains a network and prunes its kernels by patterns, in one run (ClickTrain)",
                    Clicked.class,
                    VerbParameters.MODEL,
                    DataWord.DATA,
                    RATIOS,
                    STRUCTURE,
                    EPOCHS,
                    LAMBDA,
                    IMPORTANCE,
                    TrainerOptions.BATCH,
                    RATE,
                    SPARSE)
            .with(LayerOptions.ALL)
            .with(List.of(
                    VerbParameters.SEED, TrainerOptions.THREADS, TrainerOptions.CHECKPOINT, TrainerOptions.RESUME))
            .examples(
                    "var small = %clicktrain net data",
                    "var small = %clicktrain net data --ratios 35,45,55 --structure pattern:clicktrain8 --epochs 30");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Clicked run(Arguments arguments, Context context) {
        Model model = arguments.get(VerbParameters.MODEL);
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        ClickTrain usual = ClickTrain.removing(
                arguments.get(RATIOS), arguments.get(EPOCHS), new Seed(arguments.get(VerbParameters.SEED)));
        Optimizer sgd = usual.trainer().plan().optimizer().withRate(arguments.get(RATE));
        TrainingPlan plan = usual.trainer().plan().with(sgd).withBatchSize(arguments.get(TrainerOptions.BATCH));
        ClickTrain asked = usual.with(arguments.get(STRUCTURE))
                .with(arguments.get(LAMBDA))
                .by(arguments.get(IMPORTANCE))
                .with(LayerOptions.choice(arguments))
                .by(trainer(plan, arguments, context));
        return arguments.get(TrainerOptions.RESUME) ? asked.resume(model, data) : asked.train(model, data);
    }

    private static Trainer trainer(TrainingPlan plan, Arguments arguments, Context context) {
        Trainer trainer = TrainerOptions.trainer(SCHEMA, plan, arguments, context);
        if (!arguments.get(SPARSE)) {
            return trainer;
        }
        Engine sparse = new SparseEngine();
        return trainer.on(
                arguments.find(TrainerOptions.THREADS).map(sparse::threads).orElse(sparse));
    }
}
