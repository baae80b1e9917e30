package dev.espalier.budget;

import dev.espalier.model.LayerChoice;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.quantize.Levels;
import dev.espalier.quantize.Quantize;
import dev.espalier.solve.Goal;
import dev.espalier.solve.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Quantization with a number of bits for each layer. A dial at b bits keeps b / 32 of its layer; at 1 the layer stays as it
 * is.
 *
 * <pre>{@code
 * Dials dials = QuantizeDials.fixed(net, 2, 8);
 * Allocation bits = new Allocator(Budget.parse("bytes 24 kB"), new Strategy.Measured(curves)).allocate(dials);
 * }</pre>
 *
 * @param model to be quantized
 * @param quantize how; the levels are those of the most bits
 * @param levels by position
 * @param parts for every position, what layers are to become, by layer
 */
public record QuantizeDials(
        Model model, Quantize quantize, Map<Double, LevelSet> levels, Map<Double, Map<String, Part>> parts)
        implements Dials {

    private static final double FLOAT_BITS = 32;

    public QuantizeDials {
        levels = Collections.unmodifiableMap(new TreeMap<>(levels));
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
    }

    /** Fixed point of {@code fewest} to {@code most} bits, within 2 to 8; a scale for each row. */
    public static QuantizeDials fixed(Model model, int fewest, int most) {
        return of(model, Quantize.fixed(most), sets(LevelSet.Fixed::new, fewest, most));
    }

    private static List<LevelSet> sets(IntFunction<LevelSet> of, int fewest, int most) {
        return IntStream.rangeClosed(fewest, most).mapToObj(of).toList();
    }

    /**
     * The dials of a model.
     *
     * @param quantize which layers, what shares a scale, and how that is found; its levels are not used
     * @param sets to choose from for each layer, of different numbers of bits
     * @throws IllegalArgumentException if there is nothing to choose, two sets have as many bits, or the quantization has
     *     levels for single layers already
     */
    public static QuantizeDials of(Model model, Quantize quantize, List<LevelSet> sets) {
        if (!quantize.own().isEmpty()) {
            throw new IllegalArgumentException(
                    "levels of their own for " + quantize.own().keySet()
                            + ", where levels are to be chosen; quantize these layers first, and exclude them");
        }
        TreeMap<Double, LevelSet> levels = new TreeMap<>();
        Map<Double, Map<String, Part>> parts = new TreeMap<>();
        for (LevelSet set : sets) {
            double keep = set.bits() / FLOAT_BITS;
            LevelSet same = levels.put(keep, set);
            if (same != null) {
                throw new IllegalArgumentException(
                        same + " and " + set + " have as many bits; there is nothing to choose");
            }
            Map<String, Part> byLayer = new LinkedHashMap<>();
            with(quantize, set).settle(model).parts().forEach(part -> byLayer.put(part.name(), part));
            parts.put(keep, byLayer);
        }
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("no level sets to choose from; fixed4 and fixed8 are a beginning");
        }
        Quantize widest = with(quantize, levels.lastEntry().getValue());
        return new QuantizeDials(model, widest, levels, parts);
    }

    private static Quantize with(Quantize quantize, LevelSet set) {
        return new Quantize(
                new Levels.Uniform(set), quantize.granularity(), quantize.scale(), quantize.layers(), Map.of());
    }

    @Override
    public List<Dial> dials() {
        Map<String, NavigableMap<Double, String>> positions = new LinkedHashMap<>();
        parts.forEach((keep, byLayer) -> byLayer.keySet().forEach(layer -> positions
                .computeIfAbsent(layer, any -> new TreeMap<>())
                .put(keep, levels.get(keep).toString())));
        return positions.entrySet().stream()
                .<Dial>map(layer -> new Dial.Steps(layer.getKey(), layer.getValue()))
                .toList();
    }

    @Override
    public Model turned(Map<String, Double> keeps) {
        List<Part> turned = new ArrayList<>();
        Positions.check(this, keeps).forEach((layer, keep) -> {
            if (keep < 1) {
                turned.add(parts.get(keep).get(layer));
            }
        });
        return turned.isEmpty()
                ? model
                : new Goal(turned).apply(model, aim(keeps).step());
    }

    @Override
    public Quantize aim(Map<String, Double> keeps) {
        LayerChoice asked = quantize.layers();
        List<String> only = new ArrayList<>(asked.only());
        List<String> include = new ArrayList<>(asked.include());
        List<String> exclude = new ArrayList<>(asked.exclude());
        Map<String, Levels> own = new LinkedHashMap<>();
        Positions.check(this, keeps).forEach((layer, keep) -> {
            if (keep == 1) {
                only.remove(layer);
                include.remove(layer);
                exclude.add(layer);
            } else if (!levels.get(keep).equals(levels.get(widest()))) {
                own.put(layer, new Levels.Uniform(levels.get(keep)));
            }
        });
        return new Quantize(
                quantize.levels(),
                quantize.granularity(),
                quantize.scale(),
                new LayerChoice(only, include, exclude),
                own);
    }

    private double widest() {
        return Collections.max(levels.keySet());
    }

    @Override
    public Optional<Pieces> pieces(String dial) {
        return Optional.empty();
    }

    @Override
    public String method() {
        return "quantization to "
                + String.join(
                        ", ", levels.values().stream().map(LevelSet::toString).toList()) + " per "
                + quantize.granularity() + " by " + quantize.scale();
    }
}
