package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.study.Comparison;
import dev.espalier.train.Evaluation;
import java.util.List;

/** {@code %compare}. */
public final class CompareVerb implements Magic {

    private static final Parameter<List<Named<Model>>> MODELS = Parameter.rest(
            "models", new Named.Word<>(VerbParameters.MODEL_KIND), "the networks, the one to compare with first");

    private static final Schema SCHEMA = Schema.line(
                    "compare",
                    "sets networks side by side: accuracy on the test images, and size",
                    Comparison.class,
                    MODELS,
                    DataWord.DATA_OPTION)
            .examples("%compare net small", "var result = %compare net small tiny --data data");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Comparison run(Arguments arguments, Context context) {
        Split data = DataWord.get(SCHEMA, DataWord.DATA_OPTION, arguments, context);
        Comparison comparison = null;
        for (Named<Model> model : arguments.get(MODELS)) {
            Evaluation evaluation = Evaluation.of(
                    model.value(), data.test(), data.normalization(), context.progress(), context.cancellation());
            comparison = comparison == null
                    ? Comparison.of(model.name(), model.value(), evaluation)
                    : comparison.and(model.name(), model.value(), evaluation);
        }
        return comparison;
    }
}
