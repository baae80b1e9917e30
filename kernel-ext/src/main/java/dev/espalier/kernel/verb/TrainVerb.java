package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingRun;
import java.util.stream.Collectors;

/** {@code %train}. */
public final class TrainVerb implements Magic {

    private static final Schema SCHEMA = Schema.line(
                    "train", "trains a network, keeping its masks", Model.class, VerbParameters.MODEL, DataWord.DATA)
            .with(PlanOptions.ALL)
            .examples(
                    "var trained = %train net data --epochs 5 --learning-rate 0.05",
                    "var trained = %train net --epochs 20 --flip --crop 2 --checkpoint run.checkpoint --resume");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Model model = arguments.get(VerbParameters.MODEL);
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        Trainer trainer = TrainerOptions.trainer(SCHEMA, PlanOptions.plan(SCHEMA, arguments), arguments, context);
        if (!model.structures().isEmpty()) {
            context.show(model.name() + " keeps its masks: " + masks(model) + ".");
        }
        TrainingRun run =
                arguments.get(TrainerOptions.RESUME) ? trainer.resume(model, data) : trainer.train(model, data);
        context.show(run);
        return run.model();
    }

    private static String masks(Model model) {
        return model.structures().entrySet().stream()
                .map(structure -> structure.getKey() + " in " + structure.getValue()
                        + (structure.getValue() == 1 ? " tensor" : " tensors"))
                .collect(Collectors.joining(", "));
    }
}
