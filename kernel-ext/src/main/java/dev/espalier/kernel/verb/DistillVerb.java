package dev.espalier.kernel.verb;

import dev.espalier.data.Split;
import dev.espalier.distill.Alignment;
import dev.espalier.distill.Answers;
import dev.espalier.distill.Distill;
import dev.espalier.distill.Distillation;
import dev.espalier.distill.Distilled;
import dev.espalier.distill.Features;
import dev.espalier.distill.LayerPair;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.train.Trainer;
import dev.espalier.train.loss.KernelAlignment;
import dev.espalier.train.loss.KernelAlignment.Rho;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code %distill}. */
public final class DistillVerb implements Magic {

    private static final double USUAL_SHARE = 0.9;

    private static final Parameter<Model> STUDENT =
            Parameter.required("student", VerbParameters.MODEL_KIND, "the network that learns");
    private static final Parameter<Model> TEACHER =
            Parameter.required("teacher", VerbParameters.MODEL_KIND, "the network it learns from");

    private static final Parameter<Double> LABELS =
            weight("labels", "weight of the labels (what the answers leave of 1 if left out, 1 without answers)");
    private static final Parameter<Double> ANSWERS =
            weight("answers", "weight of the teacher's answers (0.9 if no features and no alignment are asked for)");
    private static final Parameter<Double> TEMPERATURE = Parameter.option(
            "temperature",
            TrainerOptions.POSITIVE,
            "softens the answers: the higher, the more the teacher's doubts count (4)");
    private static final Parameter<List<LayerPair>> FEATURES = Parameter.option(
            "features", Kinds.list(new LayerPairKind()), "layers whose features are to be as the teacher's");
    private static final Parameter<Double> FEATURE_WEIGHT =
            Parameter.option("feature-weight", TrainerOptions.POSITIVE, "weight of the features (1)");
    private static final Parameter<Boolean> ADAPTORS =
            Parameter.flag("adaptors", "puts 1x1 convolutions between features of different numbers of channels");
    private static final Parameter<List<LayerPair>> ALIGNMENT = Parameter.option(
            "alignment", Kinds.list(new LayerPairKind()), "layers whose features are to be aligned with the teacher's");
    private static final Parameter<Double> ALIGNMENT_WEIGHT =
            Parameter.option("alignment-weight", TrainerOptions.POSITIVE, "weight of the alignment (1)");
    private static final Parameter<Rho> RHO = Parameter.option(
            "rho", Kinds.choice(rhos()), "what is compared with each other: images (items), or positions (spatial)");
    private static final Parameter<Boolean> CENTERED =
            Parameter.flag("centered", "takes the mean off the features before they are aligned");

    private static final Schema SCHEMA = Schema.line(
                    "distill",
                    "trains a network with the help of a better one, keeping its masks",
                    Model.class,
                    STUDENT,
                    TEACHER,
                    DataWord.DATA,
                    LABELS,
                    ANSWERS,
                    TEMPERATURE,
                    FEATURES,
                    FEATURE_WEIGHT,
                    ADAPTORS,
                    ALIGNMENT,
                    ALIGNMENT_WEIGHT,
                    RHO,
                    CENTERED)
            .with(PlanOptions.ALL)
            .examples(
                    "var small = %distill student teacher data --temperature 4 --epochs 10",
                    "var small = %distill student teacher --features relu3:relu9 --adaptors --feature-weight 0.5",
                    "var small = %distill student teacher --alignment relu3:relu9,relu5:relu15 --epochs 10");

    private static Parameter<Double> weight(String name, String help) {
        return Parameter.option(name, Kinds.number(0, Double.POSITIVE_INFINITY), help);
    }

    private static Map<String, Rho> rhos() {
        Map<String, Rho> rhos = new LinkedHashMap<>();
        rhos.put("items", Rho.ITEMS);
        rhos.put("spatial", Rho.SPATIAL);
        return rhos;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        Trainer trainer = TrainerOptions.trainer(SCHEMA, PlanOptions.plan(SCHEMA, arguments), arguments, context);
        Distillation distillation = new Distillation(distill(arguments), arguments.get(TEACHER), trainer);
        Model student = arguments.get(STUDENT);
        Distilled distilled = arguments.get(TrainerOptions.RESUME)
                ? distillation.resume(student, data)
                : distillation.run(student, data);
        context.show(distilled);
        return distilled.model();
    }

    private static Distill distill(Arguments arguments) {
        Optional<Features> features = features(arguments);
        Optional<Alignment> alignment = alignment(arguments);
        Optional<Answers> answers = answers(arguments, features.isEmpty() && alignment.isEmpty());
        double rest = answers.map(part -> Math.max(0, 1 - part.weight())).orElse(1.0);
        return new Distill(arguments.find(LABELS).orElse(rest), answers, features, alignment);
    }

    private static Optional<Answers> answers(Arguments arguments, boolean needed) {
        double weight = arguments
                .find(ANSWERS)
                .orElse(needed || arguments.find(TEMPERATURE).isPresent() ? USUAL_SHARE : 0);
        if (weight == 0) {
            return Optional.empty();
        }
        return Optional.of(new Answers(weight, arguments.find(TEMPERATURE).orElse(4.0)));
    }

    private static Optional<Features> features(Arguments arguments) {
        Optional<List<LayerPair>> layers = arguments.find(FEATURES);
        if (layers.isEmpty()) {
            refuse(arguments.find(FEATURE_WEIGHT).isPresent(), FEATURE_WEIGHT, FEATURES);
            refuse(arguments.get(ADAPTORS), ADAPTORS, FEATURES);
        }
        Optional<Seed> adaptors = arguments.get(ADAPTORS)
                ? Optional.of(new Seed(arguments.get(VerbParameters.SEED)).split("adaptors"))
                : Optional.empty();
        return layers.map(pairs -> new Features(arguments.find(FEATURE_WEIGHT).orElse(1.0), pairs, adaptors));
    }

    private static Optional<Alignment> alignment(Arguments arguments) {
        Optional<List<LayerPair>> layers = arguments.find(ALIGNMENT);
        if (layers.isEmpty()) {
            refuse(arguments.find(ALIGNMENT_WEIGHT).isPresent(), ALIGNMENT_WEIGHT, ALIGNMENT);
            refuse(arguments.find(RHO).isPresent(), RHO, ALIGNMENT);
            refuse(arguments.get(CENTERED), CENTERED, ALIGNMENT);
        }
        KernelAlignment kernel = new KernelAlignment(arguments.find(RHO).orElse(Rho.ITEMS), arguments.get(CENTERED));
        return layers.map(
                pairs -> new Alignment(arguments.find(ALIGNMENT_WEIGHT).orElse(1.0), kernel, pairs));
    }

    private static void refuse(boolean given, Parameter<?> detail, Parameter<?> main) {
        if (given) {
            throw MagicException.usage(SCHEMA, detail.shown() + " needs " + main.shown() + " LAYERS");
        }
    }
}
