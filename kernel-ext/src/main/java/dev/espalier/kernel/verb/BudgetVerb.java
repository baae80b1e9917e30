package dev.espalier.kernel.verb;

import dev.espalier.budget.Allocation;
import dev.espalier.budget.Allocator;
import dev.espalier.budget.Budget;
import dev.espalier.budget.Dials;
import dev.espalier.budget.PruneDials;
import dev.espalier.budget.SensitivityCurves;
import dev.espalier.budget.Strategy;
import dev.espalier.budget.Strategy.Threshold.Score;
import dev.espalier.compile.latency.MeasuredLatency;
import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.LatencyMeter;
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
            "budget",
            Kinds.text("MEASURE AMOUNT"),
            "parameters, macs, bytes or ms of a run compiled here, and how much: macs 30%, ms 2.0");

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
                    "var small = %budget net bytes 24 kB --structure filter --curves curves",
                    "var fast = %budget net ms 2.0 --structure block-punched:16x4");

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
        Allocator allocator = new Allocator(budget, strategy);
        Allocation allocation = budget.measure().isCounted()
                ? allocator.allocate(dials)
                : allocator.allocate(
                        dials,
                        new MeasuredLatency(
                                Compile.here(), new LatencyMeter(), context.progress(), context.cancellation()));
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
