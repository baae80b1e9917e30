package dev.espalier.prune;

import dev.espalier.model.Model;
import dev.espalier.model.Structure;
import java.util.List;
import java.util.Optional;

/** What shape zeros may have, before a model is looked at. */
public sealed interface Scheme {

    /**
     * One that is the same for every model.
     *
     * @param structure with everything decided
     */
    record Fixed(Structure structure) implements Scheme {

        @Override
        public Structure settle(Model model) {
            return structure;
        }

        @Override
        public String toString() {
            return structure.toString();
        }
    }

    /**
     * Kernel patterns with connectivity, the patterns mined from the model.
     *
     * @param patterns how many, 1 to 56
     * @param sharing how many neighbouring filters have the same pattern, or the same cut, at the same input channel
     */
    record Pattern(int patterns, int sharing) implements Scheme {

        public Pattern {
            KernelPatterns.checkCount(patterns);
            checkSharing(sharing);
        }

        /** Every filter for itself. */
        public Pattern(int patterns) {
            this(patterns, 1);
        }

        @Override
        public Structure settle(Model model) {
            return new Structure.PatternConnectivity(
                    KernelPatterns.mine(model, patterns, sharing).patterns(), sharing);
        }

        @Override
        public String toString() {
            return PATTERN + ":" + patterns + shared(sharing);
        }
    }

    /**
     * Kernel patterns with connectivity, the patterns fixed beforehand.
     *
     * @param patterns the set
     * @param sharing how many neighbouring filters have the same pattern, or the same cut, at the same input channel
     */
    record PatternsOf(PatternLibrary patterns, int sharing) implements Scheme {

        public PatternsOf {
            checkSharing(sharing);
        }

        @Override
        public Structure settle(Model model) {
            return new Structure.PatternConnectivity(patterns.patterns(), sharing);
        }

        @Override
        public String toString() {
            return PATTERN + ":" + patterns + shared(sharing);
        }
    }

    /**
     * Channels with everything they run through, so that the model can be thinned by them. The rate is that of the channels
     * of each coupling: at 2x half of them stay, and layers between two couplings lose three quarters of their weights.
     *
     * @param multiple of which the kept channels of a coupling are one, where it has as many; the vector length of the
     *     processor suits it best, 1 for any number
     */
    record Coupled(int multiple) implements Scheme {

        public Coupled {
            if (multiple < 1) {
                throw new IllegalArgumentException("channels in a multiple of " + multiple + "; at least 1");
            }
        }

        @Override
        public Structure settle(Model model) {
            return new Structure.Coupled();
        }

        /** How many of so many channels stay at a rate: the nearest number, at least 1, rounded up to the multiple. */
        int kept(int channels, Rate rate) {
            int nearest = Math.max(1, Math.toIntExact(rate.keptOf(channels)));
            return Math.min(channels, (nearest + multiple - 1) / multiple * multiple);
        }

        @Override
        public String toString() {
            return COUPLED + (multiple == 1 ? "" : ":" + multiple);
        }
    }

    /** The name of {@link Coupled}. */
    String COUPLED = "coupled";

    /** The name of single weights. */
    String UNSTRUCTURED = "unstructured";

    /** The name of {@link Pattern}. */
    String PATTERN = "pattern";

    /** All names that {@link #parse} knows, without what may follow them. */
    List<String> NAMES = List.of(
            "block",
            "block-column",
            "block-punched",
            "block-row",
            "channel",
            "column",
            COUPLED,
            "filter",
            "n:m",
            PATTERN,
            "position",
            "token-lane",
            UNSTRUCTURED);

    /** The structure with everything decided that depends on the model. */
    Structure settle(Model model);

    /** Whether whole filters stay or go. */
    default boolean dropsFilters() {
        return this instanceof Coupled || this instanceof Fixed fixed && fixed.structure() instanceof Structure.Filter;
    }

    /** The rate, if there is but one. */
    default Optional<Rate> ownRate() {
        return this instanceof Fixed fixed && fixed.structure() instanceof Structure.NM nm
                ? Optional.of(new NMSet(nm).rate())
                : Optional.empty();
    }

    /**
     * The scheme that is written like this. What stands in brackets may be left out.
     *
     * <pre>
     * unstructured          single weights
     * n:m[:2:4]             at most 2 of every 4 input channels
     * filter                whole filters
     * channel               all that reads an input channel
     * coupled[:8]           channels with everything they run through, which can then be thinned; multiples of 8 stay
     * column                an input channel and kernel position over all filters
     * pattern[:8][/g4]      8 kernel patterns mined from the model, each the same in 4 neighbouring filters
     * pattern:patdnn        pattern:8
     * pattern:clicktrain12  ClickTrain's patterns; also clicktrain4, clicktrain8, yolobile13
     * block-punched[:8x4]   the same positions in blocks of 8 filters by 4 channels
     * block[:32x4]          32 outputs by 4 inputs, in linear layers and 1x1 convolutions
     * block-row[:16]        pieces of 16 columns of a row of the matrix form
     * block-column[:8]      pieces of 8 rows of a column of the matrix form
     * token-lane[:3]        3 outputs by 1 input, in linear layers and 1x1 convolutions
     * position[:8]          the same positions in the kernels of 8 filters, for depthwise convolutions
     * </pre>
     *
     * @throws IllegalArgumentException if it is none of these, with the nearest, or with the form it should have
     */
    static Scheme parse(String text) {
        return SchemeText.read(text.strip());
    }

    private static void checkSharing(int sharing) {
        if (sharing < 1) {
            throw new IllegalArgumentException(
                    "patterns shared by " + sharing + " filters; /g1 is every filter for itself, /g4 four together");
        }
    }

    private static String shared(int sharing) {
        return sharing == 1 ? "" : "/g" + sharing;
    }
}
