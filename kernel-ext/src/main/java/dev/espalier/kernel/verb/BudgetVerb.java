package dev.espalier.kernel.verb;

import dev.espalier.budget.Allocation;
import dev.espalier.budget.Allocator;
import dev.espalier.budget.Budget;
import dev.espalier.budget.PruneDials;
import dev.espalier.budget.SensitivityCurves;
import dev.espalier.budget.Strategy;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.Model;
import java.util.List;
import java.util.stream.Collectors;

/** {@code %budget}. */
public final class BudgetVerb implements Magic {

    private static final Parameter<SensitivityCurves> CURVES = Parameter.option(
            "curves",
            Kinds.variable(SensitivityCurves.class, "for example one made by %sensitivity"),
            "divides by what layers mind; without, all get the same rate");
    private static final Parameter<List<String>> BUDGET = Parameter.rest(
            "budget", Kinds.text("MEASURE AMOUNT"), "parameters, macs or bytes, and how much: macs 30%, bytes 24 kB");

    private static final Schema SCHEMA = Schema.line(
                    "budget",
                    "prunes a network until it meets a budget, with rates that are found",
                    Model.class,
                    VerbParameters.MODEL,
                    BUDGET,
                    StructureOptions.STRUCTURE,
                    StructureOptions.PATTERNS,
                    CURVES,
                    LayerOptions.ONLY,
                    LayerOptions.INCLUDE,
                    LayerOptions.EXCLUDE)
            .examples(
                    "var small = %budget net macs 30%",
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
                .map(curves -> (Strategy) new Strategy.Measured(curves))
                .orElseGet(Strategy.Uniform::new);
        PruneDials dials =
                PruneDials.of(model, StructureOptions.scheme(SCHEMA, arguments), LayerOptions.choice(arguments));
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
