package dev.espalier.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model without the channels that its masks remove whole: tensors of smaller shapes, which compute the same with fewer
 * operations. The outcome of every input stays the same up to rounding.
 *
 * <p>A channel goes if masks touch it and no layer would notice: every layer that sums over it either has no weights left
 * for it, or reads zeros. A filter that is masked alone does not make zeros where a bias or the shift of a normalisation
 * is added to it; such channels stay, and the result says what is missing.
 *
 * @param before the masked model
 * @param model the smaller one; the same if nothing could go
 * @param cuts what is gone
 * @param stays what is masked in part of the tensors it runs through, and had to stay
 */
public record Thinning(Model before, Model model, List<Cut> cuts, List<Stay> stays) {

    /** The verb's name in a model's history. */
    public static final String VERB = "thin";

    public Thinning {
        cuts = List.copyOf(cuts);
        stays = List.copyOf(stays);
    }

    /**
     * Channels that are gone.
     *
     * @param coupling of the masked model
     * @param channels counted from 0, ascending
     */
    public record Cut(Coupling coupling, List<Integer> channels) {

        public Cut {
            channels = List.copyOf(channels);
        }

        @Override
        public String toString() {
            return coupling.name() + ": " + channels.size() + " of " + coupling.channels() + " channels removed";
        }
    }

    /**
     * Channels that some mask removes and that had to stay.
     *
     * @param coupling of the masked model
     * @param channels counted from 0, ascending
     * @param reason why, as the end of a sentence that starts with them
     */
    public record Stay(Coupling coupling, List<Integer> channels, String reason) {

        public Stay {
            channels = List.copyOf(channels);
        }

        @Override
        public String toString() {
            return coupling.name() + ": " + channels.size() + " of " + coupling.channels() + " channels stay: "
                    + reason;
        }
    }

    /** Takes out of a model whatever its masks remove whole. */
    public static Thinning of(Model model) {
        Finder finder = new Finder(model);
        Couplings couplings = Couplings.of(model.graph());
        couplings.prunable().forEach(finder::find);
        couplings.excluded().forEach(finder::find);
        return new Thinning(model, finder.thinned(), finder.cuts, finder.stays);
    }

    private static final class Finder {

        private final Model model;
        private final MaskedChannels masked;
        private final ChannelCuts tensors;
        private final List<Cut> cuts = new ArrayList<>();
        private final List<Stay> stays = new ArrayList<>();

        Finder(Model model) {
            this.model = model;
            this.masked = new MaskedChannels(model);
            this.tensors = new ChannelCuts(model.graph());
        }

        void find(Couplings.Exclusion exclusion) {
            BitSet touched = touched(exclusion.coupling());
            // Where all are touched, the whole tensor is masked, and no channels were chosen.
            if (!touched.isEmpty()
                    && touched.cardinality() < exclusion.coupling().channels()) {
                stays.add(new Stay(exclusion.coupling(), list(touched), exclusion.reason()));
            }
        }

        void find(Coupling coupling) {
            BitSet gone = touched(coupling);
            if (gone.isEmpty()) {
                return;
            }
            new ZeroChannels(model.graph(), coupling, masked::of).noticed().forEach((layer, channels) -> {
                BitSet stay = (BitSet) channels.clone();
                stay.and(gone);
                gone.andNot(stay);
                if (!stay.isEmpty()) {
                    stays.add(new Stay(coupling, list(stay), whatIsMissing(coupling, stay, layer)));
                }
            });
            if (gone.cardinality() == coupling.channels()) {
                gone.clear(0);
                stays.add(new Stay(coupling, List.of(0), "one has to, though all are masked"));
            }
            if (!gone.isEmpty()) {
                cuts.add(new Cut(coupling, list(gone)));
                gone.stream().forEach(channel -> {
                    coupling.members().forEach(member -> tensors.cut(member, channel));
                    coupling.layers().forEach(layer -> tensors.cut(layer, channel));
                });
            }
        }

        private BitSet touched(Coupling coupling) {
            BitSet touched = new BitSet();
            coupling.members().forEach(member -> touched.or(masked.of(member)));
            return touched;
        }

        private String whatIsMissing(Coupling coupling, BitSet channels, Node layer) {
            Predicate<Coupling.Member> covers = member -> {
                BitSet left = (BitSet) channels.clone();
                left.andNot(masked.of(member));
                return left.isEmpty();
            };
            Map<Boolean, List<String>> covered = coupling.members().stream()
                    .filter(member ->
                            !ZeroChannels.dropped(model.graph(), member).isEmpty())
                    .collect(Collectors.partitioningBy(
                            covers, Collectors.mapping(Coupling.Member::tensor, Collectors.toList())));
            return "layer '" + layer.name() + "' would notice; masks cover "
                    + (covered.get(true).isEmpty() ? "single tensors" : String.join(", ", covered.get(true)))
                    + " but not " + String.join(", ", covered.get(false));
        }

        private static List<Integer> list(BitSet channels) {
            return channels.stream().boxed().toList();
        }

        Model thinned() {
            if (cuts.isEmpty()) {
                return model;
            }
            Map<String, INDArray> arrays = new LinkedHashMap<>();
            model.parameters().arrays().forEach((name, array) -> arrays.put(name, tensors.kept(name, array)));
            Map<String, Encoding> encodings = new LinkedHashMap<>();
            model.encodings().forEach((name, encoding) -> {
                Encoding smaller = ThinnedEncoding.of(model.graph().node(name), encoding, tensors);
                if (!(smaller instanceof Encoding.Dense)) {
                    encodings.put(name, smaller);
                }
            });
            List<Step> history = new ArrayList<>(model.history());
            history.add(Step.of(VERB));
            return new Model(model.name(), tensors.rebuild(), new Parameters(arrays), encodings, history);
        }
    }

    /** What is gone, what had to stay and why, and what it comes to. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(
                cuts.isEmpty()
                        ? before.name() + ": nothing to remove, no mask covers a channel in all it runs through"
                        : before.name() + ": " + Cost.of(before) + "\n  thinned: " + Cost.of(model));
        cuts.forEach(cut -> lines.add("  " + cut));
        stays.forEach(stay -> lines.add("  " + stay));
        return String.join("\n", lines);
    }
}
