package dev.espalier.kernel.verb;

import dev.espalier.budget.Dials;
import dev.espalier.budget.Sensitivity;
import dev.espalier.budget.SensitivityAnalysis;
import dev.espalier.budget.SensitivityCurves;
import dev.espalier.data.Split;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.prune.Rate;
import java.nio.file.Path;
import java.util.List;

/** {@code %sensitivity}. */
public final class SensitivityVerb implements Magic {

    private static final Parameter<List<Rate>> RATES = Parameter.option(
                    "rates", Kinds.list(Kinds.rate()), "what to measure each layer at, in rising order")
            .orElse("1.5x,2x,3x,4x,6x,8x,12x,16x,24x,32x");
    private static final Parameter<Integer> IMAGES = Parameter.option(
                    "images",
                    Kinds.integer(1, Integer.MAX_VALUE),
                    "how many training images judge; the test images decide nothing")
            .orElse("1000");
    private static final Parameter<Integer> RECALIBRATION = Parameter.option(
                    "recalibration",
                    Kinds.integer(0, Integer.MAX_VALUE),
                    "how many training images renew the statistics of batch normalisation at every point; 0 is without")
            .orElse("500");
    private static final Parameter<Path> SAVE = Parameter.option(
            "save", Kinds.path(), "file that keeps every measured point; a stopped analysis goes on from there");

    private static final Schema SCHEMA = Schema.line(
                    "sensitivity",
                    "measures how much each layer minds being pruned, one at a time and without training",
                    SensitivityCurves.class,
                    VerbParameters.MODEL,
                    DataWord.DATA,
                    StructureOptions.STRUCTURE,
                    StructureOptions.PATTERNS,
                    RATES,
                    DialOptions.BITS,
                    IMAGES,
                    RECALIBRATION,
                    SAVE,
                    VerbParameters.SEED)
            .with(LayerOptions.ALL)
            .examples(
                    "var curves = %sensitivity net data --structure filter --rates 2x,4x,8x",
                    "var curves = %sensitivity net --images 2000 --save net.sensitivity",
                    "var curves = %sensitivity net --bits 2-8");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public SensitivityCurves run(Arguments arguments, Context context) {
        Model model = arguments.get(VerbParameters.MODEL);
        Split data = DataWord.get(SCHEMA, DataWord.DATA, arguments, context);
        Seed seed = new Seed(arguments.get(VerbParameters.SEED));
        Sensitivity sensitivity =
                new Sensitivity(arguments.get(IMAGES), seed, arguments.get(RATES), arguments.get(RECALIBRATION));
        SensitivityAnalysis analysis =
                SensitivityAnalysis.of(sensitivity).reporting(context.progress(), context.cancellation());
        List<Rate> rates = sensitivity.rates();
        Dials dials = DialOptions.dials(SCHEMA, arguments, model, rates.get(rates.size() - 1));
        return arguments.find(SAVE).map(analysis::saving).orElse(analysis).measure(dials, data);
    }
}
