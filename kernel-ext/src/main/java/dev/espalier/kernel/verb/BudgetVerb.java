package dev.espalier.kernel.verb;

import dev.espalier.budget.Allocation;
import dev.espalier.budget.Allocator;
import dev.espalier.budget.Budget;
import dev.espalier.budget.Dials;
import dev.espalier.budget.PruneDials;
import dev.espalier.budget.SensitivityCurves;
import dev.espalier.budget.Strategy;
import dev.espalier.budget.Strategy.Threshold.Score;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code %budget}. */
public final class BudgetVerb implements Magic {

    private static final Parameter<SensitivityCurves> CURVES = Parameter.option(
            "curves",
            Kinds.variable(SensitivityCurves.class, "for example one made by %sensitivity"),
            "divides by what layers mind; without, see --by");
    private static final Map<String, Strategy> STRATEGIES = Map.of(
            "uniform", new Strategy.Uniform(),
            "lamp", new Strategy.Threshold(Score.LAMP),
            "magnitude", new Strategy.Threshold(Score.MAGNITUDE));
    private static final Parameter<String> BY = Parameter.option(
                    "by",
                    Kinds.choice(List.of("uniform", "lamp", "magnitude")),
                    "without curves: the same for all layers, or one threshold on LAMP scores or on magnitudes")
            .orElse("uniform");
    private static final Parameter<List<String>> BUDGET = Parameter.rest(
            "budget", Kinds.text("MEASURE AMOUNT"), "parameters, macs or bytes, and how much: macs 30%, bytes 24 kB");

    private static final Schema SCHEMA = Schema.line(
                    "budget",
                    "makes a network meet a budget, with rates or bits that are found",
                    Model.class,
                    VerbParameters.MODEL,
                    BUDGET,
                    StructureOptions.STRUCTURE,
                    StructureOptions.PATTERNS,
                    CURVES,
                    BY,
                    DialOptions.BITS)
            .with(LayerOptions.ALL)
            .examples(
                    "var small = %budget net macs 30%",
                    "var small = %budget net parameters 10% --structure unstructured --by lamp",
                    "var small = %budget net bytes 24 kB --bits 2-8 --curves curves",
                    "var small = %budget net bytes 24 kB --structure filter --curves curves");

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Model run(Arguments arguments, Context context) {
        Budget budget = budget(arguments);
        Model model = arguments.get(VerbParameters.MODEL);
        Strategy strategy = arguments
                .find(CURVES)
                .<Strategy>map(Strategy.Measured::new)
                .orElseGet(() -> STRATEGIES.get(arguments.get(BY)));
        Dials dials = DialOptions.dials(SCHEMA, arguments, model, PruneDials.STRONGEST);
        Allocation allocation = new Allocator(budget, strategy).allocate(dials);
        context.show(allocation);
        return allocation.model();
    }

    private static Budget budget(Arguments arguments) {
        try {
            return Budget.parse(arguments.get(BUDGET).stream().collect(Collectors.joining(" ")));
        } catch (IllegalArgumentException unreadable) {
            throw MagicException.usage(SCHEMA, unreadable.getMessage());
        }
    }
}
