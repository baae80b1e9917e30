package dev.espalier.kernel.verb;

import dev.espalier.data.Cifar10;
import dev.espalier.data.DataPlaces;
import dev.espalier.data.Dataset;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.ImageFolder;
import dev.espalier.data.Sample;
import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code %data}. */
public final class DataVerb implements Magic {

    private static final String EXCERPT_NOTE =
            "This is an excerpt of 2,000 images, too few for accuracies that mean anything: ";
    private static final double USUAL_SPLIT = 0.8;
    private static final Pattern SIZE_FORM = Pattern.compile("([1-9][0-9]{0,4})[x×]([1-9][0-9]{0,4})");

    private static final Parameter<DataSource> NAME = Parameter.required(
            "name", new DataSource.Word(), "cifar-10, fashion-mnist, or a directory or zip of class folders");
    private static final Parameter<Integer> TRAIN = Parameter.option(
            "train", Kinds.integer(1, Integer.MAX_VALUE), "so many training images, every class in proportion");
    private static final Parameter<Integer> TEST = Parameter.option(
            "test", Kinds.integer(1, Integer.MAX_VALUE), "so many test images, every class in proportion");
    private static final Parameter<Boolean> EXCERPT =
            Parameter.flag("excerpt", "the 2,000 images of Fashion-MNIST that come along");
    private static final Parameter<ImageFolder.Size> SIZE = Parameter.option(
            "size",
            Kinds.read("HxW", "height x width in pixels such as 32x32", DataVerb::size),
            "brings images from folders to one size");
    private static final Parameter<Boolean> GREY = Parameter.flag("grey", "takes images from folders as grey");
    private static final Parameter<Double> SPLIT = Parameter.option(
            "split",
            Kinds.number(0, 1),
            "share of each class for training, where there are no folders train and test (0.8 if left out)");

    private static final Schema SCHEMA = Schema.line(
                    "data",
                    "loads labelled images to train and test with",
                    Split.class,
                    NAME,
                    TRAIN,
                    TEST,
                    EXCERPT,
                    SIZE,
                    GREY,
                    SPLIT,
                    VerbParameters.SEED)
            .examples(
                    "var data = %data fashion-mnist --train 12000 --test 2000",
                    "var data = %data photos.zip --size 32x32 --split 0.8");

    private final Loading fashionMnist;

    /** Loads Fashion-MNIST from where this process finds it. */
    public DataVerb() {
        this(context -> FashionMnist.load(
                DataPlaces.system(), FashionMnist.Missing.EXCERPT, context.progress(), context.cancellation()));
    }

    DataVerb(Loading fashionMnist) {
        this.fashionMnist = fashionMnist;
    }

    /** How a set known by name is loaded. */
    @FunctionalInterface
    interface Loading {
        Split load(Context context);
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Split run(Arguments arguments, Context context) {
        Optional<Path> folder = arguments.get(NAME).path();
        if (folder.isPresent()) {
            return sampled(folder(folder.get(), arguments, context), arguments);
        }
        for (Parameter<?> foreign : List.of(SIZE, SPLIT, GREY)) {
            if (arguments.find(foreign).filter(value -> !value.equals(false)).isPresent()) {
                throw MagicException.usage(
                        SCHEMA,
                        foreign.shown() + " is for folders of images, not for "
                                + arguments.get(NAME).name());
            }
        }
        if (arguments.get(NAME).name().equals(DataSource.CIFAR_10)) {
            noExcerpt(arguments);
            return sampled(Cifar10.load(DataPlaces.system(), context.progress(), context.cancellation()), arguments);
        }
        if (arguments.get(EXCERPT)) {
            return sampled(FashionMnist.excerpt(), arguments);
        }
        Split found = fashionMnist.load(context);
        if (found.train().provenance().excerpt()) {
            context.show(
                    EXCERPT_NOTE + String.join("; ", found.train().provenance().notes()));
            return new Split(
                    sampledOfFew(found.train(), TRAIN, arguments), sampledOfFew(found.test(), TEST, arguments));
        }
        return sampled(found, arguments);
    }

    private static void noExcerpt(Arguments arguments) {
        if (arguments.get(EXCERPT)) {
            throw MagicException.usage(
                    SCHEMA,
                    EXCERPT.shown() + " is one of fashion-mnist, not of "
                            + arguments.get(NAME).name());
        }
    }

    private static Split folder(Path path, Arguments arguments, Context context) {
        noExcerpt(arguments);
        ImageFolder images = new ImageFolder(path, arguments.get(GREY) ? 1 : 3, arguments.find(SIZE));
        boolean parts = images.hasParts();
        if (parts && arguments.find(SPLIT).isPresent()) {
            throw MagicException.usage(
                    SCHEMA, SPLIT.shown() + " is not needed: " + path + " has the folders train and test");
        }
        return parts
                ? images.loadSplit(context.progress(), context.cancellation())
                : images.load(context.progress(), context.cancellation())
                        .split(arguments.find(SPLIT).orElse(USUAL_SPLIT), seed(arguments));
    }

    private static Split sampled(Split whole, Arguments arguments) {
        return new Split(sampled(whole.train(), TRAIN, arguments), sampled(whole.test(), TEST, arguments));
    }

    private static Dataset sampled(Dataset part, Parameter<Integer> count, Arguments arguments) {
        return arguments
                .find(count)
                .map(n -> Sample.of(part, n, seed(arguments)))
                .orElse(part);
    }

    /** What was asked of the full set must not fail on the excerpt. */
    private static Dataset sampledOfFew(Dataset part, Parameter<Integer> count, Arguments arguments) {
        return arguments.find(count).orElse(part.size()) < part.size() ? sampled(part, count, arguments) : part;
    }

    private static Seed seed(Arguments arguments) {
        return new Seed(arguments.get(VerbParameters.SEED));
    }

    private static ImageFolder.Size size(String word) {
        Matcher form = SIZE_FORM.matcher(word);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + word + "' is no size; write height x width such as 32x32");
        }
        return new ImageFolder.Size(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }
}
