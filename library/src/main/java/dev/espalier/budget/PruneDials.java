package dev.espalier.budget;

import dev.espalier.data.Split;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.prune.LayerRates;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.solve.Goal;
import dev.espalier.solve.Part;
import dev.espalier.solve.Tightening;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Pruning with a rate for each layer, or for each set of coupled channels.
 *
 * <pre>{@code
 * Dials dials = PruneDials.of(net, Prune.pattern(Rate.times(32)));
 * }</pre>
 *
 * @param model to be pruned
 * @param prune how; its rates are the strongest that any layer may have
 * @param parts what can be pruned
 */
public record PruneDials(Model model, Prune prune, List<Part> parts) implements Dials {

    /** The rate no layer is pruned beyond unless said otherwise. */
    public static final Rate STRONGEST = Rate.times(32);

    public PruneDials {
        parts = List.copyOf(parts);
    }

    /**
     * The dials of a model, up to {@link #STRONGEST}.
     *
     * @throws IllegalArgumentException if it cannot be pruned like this
     */
    public static PruneDials of(Model model, Scheme scheme, LayerChoice layers) {
        return of(model, new Prune(scheme, scheme.ownRate().orElse(STRONGEST), layers));
    }

    /**
     * The dials of a model.
     *
     * @param prune how it may be pruned; its rates are the strongest that any layer may have
     * @throws IllegalArgumentException if it cannot be pruned like this
     */
    public static PruneDials of(Model model, Prune prune) {
        return new PruneDials(model, prune, tightenable(prune.settle(model)));
    }

    /**
     * The dials of a model under a pruning whose importance is measured on data.
     *
     * @param data of which the training part is used
     */
    public static PruneDials of(Model model, Prune prune, Split data) {
        return new PruneDials(model, prune, tightenable(prune.settle(model, data)));
    }

    private static List<Part> tightenable(Goal goal) {
        return goal.parts().stream()
                .filter(part -> part.tightening().isPresent())
                .toList();
    }

    @Override
    public List<Dial> dials() {
        return parts.stream().map(this::dial).toList();
    }

    private Dial dial(Part part) {
        Tightening range = part.tightening().orElseThrow();
        if (prune.scheme() instanceof Scheme.Coupled coupled) {
            int channels = part.groups().orElseThrow().count();
            return new Dial.Steps(part.name(), counts(channels, 1 - range.to(), coupled.multiple()));
        }
        return new Dial.Weights(part.name(), 1 - range.to(), 1 - range.from());
    }

    private static NavigableMap<Double, String> counts(int channels, double tightest, int multiple) {
        NavigableMap<Double, String> positions = new TreeMap<>();
        for (int kept = (int) Math.round(channels * tightest); kept < channels; kept++) {
            if (kept % multiple == 0) {
                positions.put((double) kept / channels, kept + " of " + channels + " channels");
            }
        }
        return positions;
    }

    @Override
    public Model turned(Map<String, Double> keeps) {
        Map<String, Double> positions = Positions.check(this, keeps);
        List<Part> turned = new ArrayList<>();
        for (Part part : parts) {
            double keep = positions.get(part.name());
            if (keep < 1) {
                turned.add(at(part, keep));
            }
        }
        return turned.isEmpty()
                ? model
                : new Goal(turned).apply(model, aim(positions).step());
    }

    private static Part at(Part part, double keep) {
        Tightening range = part.tightening().orElseThrow();
        return range.from() == range.to() ? part : range.at().apply(sparsity(keep));
    }

    /** One expression for parts and for rates, so that both round the same way. */
    private static double sparsity(double keep) {
        return 1 - keep;
    }

    @Override
    public Prune aim(Map<String, Double> keeps) {
        Map<String, Rate> rates = new LinkedHashMap<>(prune.rates().byName());
        List<String> dense = new ArrayList<>();
        Map<String, Double> positions = Positions.check(this, keeps);
        for (Part part : parts) {
            Tightening range = part.tightening().orElseThrow();
            double keep = positions.get(part.name());
            if (keep == 1) {
                rates.put(part.name(), Rate.NONE);
                dense.add(part.name());
            } else if (range.from() < range.to()) {
                rates.put(part.name(), Rate.sparsity(sparsity(keep)));
            }
        }
        // A layer asked for by its full name must be pruned, so those that stay dense are not asked for.
        LayerChoice asked = prune.layers();
        LayerChoice layers =
                new LayerChoice(without(asked.only(), dense), without(asked.include(), dense), asked.exclude());
        return new Prune(prune.scheme(), prune.rate(), layers, new LayerRates(rates), prune.importance());
    }

    private static List<String> without(List<String> names, List<String> some) {
        return names.stream().filter(name -> !some.contains(name)).toList();
    }

    @Override
    public Optional<Pieces> pieces(String dial) {
        return parts.stream()
                .filter(part -> part.name().equals(dial))
                .flatMap(part -> part.groups().stream())
                .map(groups -> Pieces.of(groups, model.parameters().arrays()))
                .findFirst();
    }

    @Override
    public String method() {
        return prune.scheme() + " pruning by " + prune.importance();
    }
}
