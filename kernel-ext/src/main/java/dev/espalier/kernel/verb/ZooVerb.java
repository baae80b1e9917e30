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
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import java.util.Optional;

/** {@code %zoo}. */
public final class ZooVerb implements Magic {

    private static final Parameter<String> NAME =
            Parameter.optional("name", Kinds.choice(ZooList.names()), "which network; all are listed without it");
    private static final Parameter<Shape> INPUT = Parameter.option(
            "input", VerbParameters.imageShape(), "shape of the images, taken from the data if left out");
    private static final Parameter<Integer> CLASSES = Parameter.option(
            "classes", Kinds.integer(2, Integer.MAX_VALUE), "number of classes, taken from the data if left out");

    private static final Schema SCHEMA = Schema.line(
                    "zoo",
                    "makes an untrained network, or lists what there is",
                    Model.class,
                    NAME,
                    DataWord.DATA,
                    INPUT,
                    CLASSES,
                    VerbParameters.SEED)
            .examples("var net = %zoo resnet20 data", "var net = %zoo vgg-small --input 3x32x32 --classes 10", "%zoo");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Object run(Arguments arguments, Context context) {
        Optional<String> name = arguments.find(NAME);
        if (name.isEmpty()) {
            return ZooList.all();
        }
        Optional<Split> data = DataWord.find(DataWord.DATA, arguments, context);
        Shape input = arguments.find(INPUT).or(() -> data.map(ZooVerb::shape)).orElseThrow(() -> unknown(context));
        int classes = arguments
                .find(CLASSES)
                .or(() -> data.map(split -> split.train().classNames().size()))
                .orElseThrow(() -> unknown(context));
        return Zoo.create(name.get(), input, classes, new Seed(arguments.get(VerbParameters.SEED)));
    }

    private static Shape shape(Split data) {
        return Shape.of(
                data.train().channels(), data.train().height(), data.train().width());
    }

    private static MagicException unknown(Context context) {
        return MagicException.usage(
                SCHEMA,
                DataWord.missing(DataWord.DATA, DataWord.candidates(context))
                        + ", or write --input 1x28x28 --classes 10");
    }
}
