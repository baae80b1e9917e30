package dev.espalier.gan;

import dev.espalier.budget.Budget;
import dev.espalier.budget.Measure;
import dev.espalier.compile.latency.LatencySource;
import dev.espalier.compile.latency.MeasuredLatency;
import dev.espalier.model.ChannelRemoval;
import dev.espalier.model.Cost;
import dev.espalier.model.Coupling;
import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Finds a student of any cost in a trained teacher, in one step and without training (CAT, Jin et al. 2021, section 3.2):
 * one threshold for the scales of all normalisations, found by bisection. Channels whose scale is not larger go, a branch
 * goes with its last channel, and a block with its last branch.
 *
 * <pre>{@code
 * StudentArchitecture quarter = OneStepSearch.of(teacher).find(Budget.parse("macs 25%"));
 * Model student = quarter.fresh(new Seed(1));
 * }</pre>
 *
 * @param teacher trained, with scales that differ
 * @param norms what is ranked
 * @param followers channels that nothing ranks, and that go in step with some that are
 */
public record OneStepSearch(Model teacher, List<ScoredNorm> norms, List<Follower> followers) {

    /** What stem and upsampler keep at least in the authors' code. */
    public static final int LEAST = 16;

    private static final double NANOSECONDS = 1e6;

    public OneStepSearch {
        norms = List.copyOf(norms);
        followers = List.copyOf(followers);
    }

    /**
     * Channels of which as large a part stays as of others, the first ones.
     *
     * @param layer that makes them
     * @param coupling everything that goes with a channel
     * @param leader the scored normalisation of the others
     */
    public record Follower(String layer, Coupling coupling, ScoredNorm leader) {

        BitSet beside(BitSet kept) {
            BitSet own = new BitSet();
            // Rounded up, so that something is left wherever something is left there.
            own.set(0, (kept.cardinality() * coupling.channels() + leader.channels() - 1) / leader.channels());
            return own;
        }
    }

    /**
     * A search with the authors' limit: layers that the network cannot do without keep {@link #LEAST} channels.
     *
     * @throws IllegalArgumentException if the teacher has no scales to rank channels by, or is masked or quantized
     */
    public static OneStepSearch of(Model teacher) {
        return of(teacher, LEAST);
    }

    /**
     * A search with another limit, as narrow teachers need it.
     *
     * @param least channels that a layer keeps which the network cannot do without, at least 1
     */
    public static OneStepSearch of(Model teacher, int least) {
        if (least < 1) {
            throw new IllegalArgumentException(
                    "layers that the network needs are to keep " + least + " channels; it is at least 1");
        }
        if (!teacher.encodings().isEmpty()) {
            throw new IllegalArgumentException("'" + teacher.name() + "' is masked or quantized; search for a student"
                    + " in the dense teacher, and compress the student");
        }
        return new OneStepSearch(teacher, ScoredNorms.of(teacher.graph(), least), List.of());
    }

    /**
     * The same search with limits of its own for one layer.
     *
     * @param layer a scored normalisation
     * @param least channels it keeps
     * @param multiple of which the number it keeps is one
     */
    public OneStepSearch constrained(String layer, int least, int multiple) {
        ScoredNorm chosen = norm(layer);
        return new OneStepSearch(
                teacher,
                norms.stream()
                        .map(norm -> norm == chosen ? norm.keeping(least, multiple) : norm)
                        .toList(),
                followers);
    }

    /**
     * The same search where the channels of a layer, which nothing ranks, go in step with those of a scored normalisation.
     *
     * @param layer that makes the channels
     * @param leader a scored normalisation
     */
    public OneStepSearch following(String layer, String leader) {
        ScoredNorm ranked = norm(leader);
        List<Follower> more = new ArrayList<>(followers);
        more.add(new Follower(layer, KeptChannels.coupling(teacher.graph(), layer), ranked));
        return new OneStepSearch(teacher, norms, more);
    }

    /**
     * The search in a {@link dev.espalier.model.zoo.GanZoo#inceptionSpadeGenerator}, as in the authors' code: the first
     * layer keeps a multiple of 16 channels, at least 16 times 16, and the blocks that make the image larger are as much
     * narrower as it is.
     */
    public static OneStepSearch ofSpade(Model teacher) {
        return ofSpade(teacher, LEAST);
    }

    /**
     * The same with another limit.
     *
     * @param least channels of the last block
     */
    public static OneStepSearch ofSpade(Model teacher, int least) {
        OneStepSearch search = of(teacher, LEAST).constrained("fc.norm", LEAST * least, LEAST);
        for (int up = 1; up <= 4; up++) {
            search = search.following("up" + up + ".shortcut", "fc.norm");
        }
        return search;
    }

    private ScoredNorm norm(String layer) {
        return norms.stream()
                .filter(norm -> norm.layer().equals(layer))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no channels are chosen at '" + layer + "'"
                        + Nearest.hint(
                                layer, norms.stream().map(ScoredNorm::layer).toList())));
    }

    /**
     * The largest student within a budget. Milliseconds are those of the compiled student, measured on this machine, which
     * takes seconds for each threshold that is tried.
     *
     * @throws IllegalArgumentException if the scales are all the same, or the smallest student is too large, saying what
     *     it has
     */
    public StudentArchitecture find(Budget budget) {
        return find(budget, new MeasuredLatency());
    }

    /**
     * The same, with milliseconds by what a source says of models; it is not asked about anything else.
     *
     * @throws IllegalArgumentException as above
     */
    public StudentArchitecture find(Budget budget, LatencySource source) {
        double[] scores = norms.stream()
                .map(norm -> norm.scores(teacher.parameters()))
                .flatMapToDouble(DoubleStream::of)
                .toArray();
        double lowest = Arrays.stream(scores).min().orElseThrow();
        double highest = Arrays.stream(scores).max().orElseThrow();
        if (!(highest > lowest)) {
            throw new IllegalArgumentException("all " + scores.length + " scales of '" + teacher.name() + "' are "
                    + String.format(Locale.ROOT, "%.4g", highest)
                    + ", so none says which channels matter; train the teacher first");
        }
        Measure measure = budget.measure();
        long had = amount(measure, teacher, source);
        long limit = budget.amount().of(had);
        Map<KeptChannels, Long> known = new HashMap<>();
        long least = amount(budget, highest, source, known);
        if (least > limit) {
            throw outOfReach(budget, had, least);
        }
        double threshold = ThresholdBisection.run(scores, middle -> amount(budget, middle, source, known) <= limit);
        KeptChannels kept = kept(threshold);
        return new StudentArchitecture(teacher, norms, budget, threshold, kept, removal(kept), had, known.get(kept));
    }

    private long amount(Budget budget, double threshold, LatencySource source, Map<KeptChannels, Long> known) {
        return known.computeIfAbsent(kept(threshold), kept -> {
            ChannelRemoval removal = removal(kept);
            return budget.measure().isCounted()
                    ? budget.measure().of(Cost.of(removal.graph()))
                    : amount(budget.measure(), StudentArchitecture.inherited(teacher, kept, removal), source);
        });
    }

    private static long amount(Measure measure, Model model, LatencySource source) {
        return measure.isCounted() ? measure.of(Cost.of(model)) : Math.round(source.milliseconds(model) * NANOSECONDS);
    }

    /** What stays at a threshold. */
    public KeptChannels kept(double threshold) {
        Map<String, BitSet> byNorm = new LinkedHashMap<>();
        norms.forEach(norm -> byNorm.put(norm.layer(), norm.above(threshold, norm.scores(teacher.parameters()))));
        followers.forEach(follower -> byNorm.put(
                follower.layer(), follower.beside(byNorm.get(follower.leader().layer()))));
        return new KeptChannels(byNorm);
    }

    /** Without looking for the couplings again, as {@link KeptChannels#removal} does. */
    private ChannelRemoval removal(KeptChannels kept) {
        Map<Coupling, BitSet> channels = new HashMap<>();
        norms.forEach(norm -> channels.put(norm.coupling(), kept.byNorm().get(norm.layer())));
        followers.forEach(
                follower -> channels.put(follower.coupling(), kept.byNorm().get(follower.layer())));
        return ChannelRemoval.of(teacher.graph(), channels);
    }

    private IllegalArgumentException outOfReach(Budget budget, long had, long least) {
        Measure measure = budget.measure();
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "the budget %s of '%s' is out of reach: its smallest student has %s of %s %s (%.1f%%), and %s are allowed;"
                        + " allow that, or let layers outside the branches keep fewer channels",
                budget,
                teacher.name(),
                measure.text(least),
                measure.text(had),
                measure.unit(),
                100.0 * least / had,
                measure.text(budget.amount().of(had))));
    }
}
