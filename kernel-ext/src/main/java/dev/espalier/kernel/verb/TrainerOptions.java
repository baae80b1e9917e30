package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.train.Trainer;
import dev.espalier.train.TrainingPlan;
import java.nio.file.Path;

/** Options of all verbs that train. */
final class TrainerOptions {

    /** A learning rate or another number that is above 0. */
    static final Kind<Double> POSITIVE = Kinds.read("X", "a number above 0", TrainerOptions::positive);

    static final Parameter<Integer> BATCH = Parameter.option(
                    "batch", Kinds.integer(1, Integer.MAX_VALUE), "images per step")
            .orElse("64");
    static final Parameter<Path> CHECKPOINT = Parameter.option(
            "checkpoint",
            Kinds.path(),
            "file that keeps the state of the run after every epoch and when it is stopped");
    static final Parameter<Boolean> RESUME =
            Parameter.flag("resume", "goes on with the run in the checkpoint, if there is one");

    static final Parameter<Integer> THREADS = Parameter.option(
            "threads", Kinds.integer(1, 1024), "native threads (those of OMP_NUM_THREADS if left out)");

    private TrainerOptions() {}

    private static double positive(String word) {
        try {
            double number = Double.parseDouble(word);
            if (number > 0 && number < Double.POSITIVE_INFINITY) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + word + "' is no number above 0, such as 0.05");
    }

    /** A trainer of this cell. */
    static Trainer trainer(Schema schema, TrainingPlan plan, Arguments arguments, Context context) {
        Trainer trainer = Trainer.of(plan).reporting(context.progress(), context.cancellation());
        if (arguments.get(RESUME) && arguments.find(CHECKPOINT).isEmpty()) {
            throw MagicException.usage(schema, RESUME.shown() + " needs the run's " + CHECKPOINT.shown() + " FILE");
        }
        Trainer saving = arguments.find(CHECKPOINT).map(trainer::checkpointing).orElse(trainer);
        return arguments
                .find(THREADS)
                .map(count -> saving.on(saving.engine().threads(count)))
                .orElse(saving);
    }
}
