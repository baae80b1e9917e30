package dev.espalier.kernel.verb;

import dev.espalier.budget.Dials;
import dev.espalier.budget.PruneDials;
import dev.espalier.budget.QuantizeDials;
import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import dev.espalier.prune.Scheme;
import dev.espalier.quantize.Quantize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What is turned: rates of a structure, or numbers of bits. */
final class DialOptions {

    private static final Pattern RANGE = Pattern.compile("([2-8])(?:-([2-8]))?");

    static final Parameter<List<Integer>> BITS = Parameter.option(
            "bits",
            Kinds.read("FEWEST-MOST", "two numbers of bits, each 2 to 8, such as 2-8", DialOptions::bits),
            "quantizes weights to fixed point instead of pruning them: bits to choose from for each layer");

    private DialOptions() {}

    private static List<Integer> bits(String text) {
        Matcher range = RANGE.matcher(text.strip());
        if (!range.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no range of bits; write 2-8");
        }
        int fewest = Integer.parseInt(range.group(1));
        int most = range.group(2) == null ? fewest : Integer.parseInt(range.group(2));
        if (most < fewest) {
            throw new IllegalArgumentException(
                    "'" + text + "' goes from more bits to fewer; write " + most + "-" + fewest);
        }
        return IntStream.rangeClosed(fewest, most).boxed().toList();
    }

    /**
     * The dials that were asked for.
     *
     * @param strongest the rate no layer is pruned beyond, where the structure has none of its own
     */
    static Dials dials(Schema schema, Arguments arguments, Model model, Rate strongest) {
        LayerChoice layers = LayerOptions.choice(arguments);
        Optional<List<Integer>> bits = arguments.find(BITS);
        if (bits.isPresent()) {
            Quantize usual = Quantize.fixed(bits.get().get(0));
            return QuantizeDials.of(
                    model,
                    new Quantize(usual.levels(), usual.granularity(), usual.scale(), layers, Map.of()),
                    bits.get().stream().<LevelSet>map(LevelSet.Fixed::new).toList());
        }
        Scheme scheme = StructureOptions.scheme(schema, arguments);
        return PruneDials.of(model, new Prune(scheme, scheme.ownRate().orElse(strongest), layers));
    }
}
