package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** VerbParameters that several verbs take, and how they are read. */
final class VerbParameters {

    static final Kind<Model> MODEL_KIND = Kinds.variable(Model.class, "for example one made by %zoo");

    static final Parameter<Model> MODEL = Parameter.required("model", MODEL_KIND, "the network");

    static final Parameter<Long> SEED =
            Parameter.option("seed", Kinds.whole(), "decides everything random").orElse("1");

    private static final Pattern IMAGE = Pattern.compile("([1-9][0-9]{0,4})[x×]([1-9][0-9]{0,4})[x×]([1-9][0-9]{0,4})");

    private VerbParameters() {}

    /** A shape of images. */
    static Kind<Shape> imageShape() {
        return Kinds.read("CxHxW", "channels x height x width such as 1x28x28", VerbParameters::shape);
    }

    private static Shape shape(String word) {
        Matcher form = IMAGE.matcher(word);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + word + "' is no shape of images; write channels x height x width such as 1x28x28");
        }
        return Shape.of(
                Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)));
    }
}
