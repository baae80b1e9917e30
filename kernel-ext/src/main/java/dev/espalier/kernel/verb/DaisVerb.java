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
import dev.espalier.papers.dais.Annealing;
import dev.espalier.papers.dais.Dais;
import dev.espalier.papers.dais.Searched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code %dais}. */
public final class DaisVerb implements Magic {

    private static final Parameter<Double> MACS = Parameter.option(
                    "macs", Kinds.number(0, 1), "what part of the multiply-accumulates is to stay")
            .orElse("0.5");
    private static final Parameter<Integer> EPOCHS = Parameter.option(
                    "epochs", Kinds.integer(1, Integer.MAX_VALUE), "of the search")
            .orElse("15");
    private static final Parameter<Integer> WARM_UP = Parameter.option(
                    "warm-up", Kinds.integer(0, Integer.MAX_VALUE), "of these, epochs that train weights only")
            .orElse("2");
    private static final Parameter<Annealing> ANNEALING = Parameter.option(
                    "annealing",
                    Kinds.read(
                            "FORM",
                            "how the temperature falls: hyperbolic:1:49, exponential:1:0.02 or fixed:1",
                            Annealing::parse),
                    "how the temperature falls: hyperbolic:START:SPEED, exponential:START:END or fixed:T")
            .orElse(Annealing.USUAL.toString());
    private static final Parameter<Boolean> ONE_LEVEL =
            Parameter.flag("one-level", "trains weights and indicators both on all images");

    private static final Schema SCHEMA = Schema.line(
                    "dais",
                    "searches the channels to keep, by indicators that are trained with the weights (DAIS)",
                    Searched.class,
                    VerbParameters.MODEL,
                    DataWord.DATA,
                    MACS,
                    EPOCHS,
                    WARM_UP,
                    ANNEALING,
                    ONE_LEVEL,
                    VerbParameters.SEED,
                    TrainerOptions.CHECKPOINT,
                    TrainerOptions.RESUME)
            .examples("var found = %dais net data --macs 0.5", "Model small = (%dais net data --macs 0.3).hard()");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Searched run(Arguments arguments, Context context) throws IOException {
        Dais usual = Dais.keeping(arguments.get(MACS), new Seed(arguments.get(VerbParameters.SEED)))
                .with(arguments.get(ANNEALING))
                .during(arguments.get(EPOCHS), arguments.get(WARM_UP));
        Dais dais = arguments.get(ONE_LEVEL) ? usual.onOneLevel() : usual;
        Model model = arguments.get(VerbParameters.MODEL);
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        Optional<Path> checkpoint = arguments.find(TrainerOptions.CHECKPOINT);
        if (checkpoint.isEmpty()) {
            if (arguments.get(TrainerOptions.RESUME)) {
                throw MagicException.usage(SCHEMA, "--resume needs the --checkpoint to go on from");
            }
            return dais.search(model, data, context.progress(), context.cancellation());
        }
        if (!arguments.get(TrainerOptions.RESUME)) {
            Files.deleteIfExists(checkpoint.get());
        }
        return dais.resume(checkpoint.get(), model, data, context.progress(), context.cancellation());
    }
}
