package dev.espalier.prune;

import dev.espalier.model.Coupling;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The channels of one coupling, of which only some stay.
 *
 * @param name unique in a model: that of the layer that makes them, numbered where it makes several couplings
 * @param coupling the channels
 * @param scheme says how many stay at a rate
 * @param shares the trained parameters they run through
 * @param kept how many channels stay, 1 to all
 * @param given the masks that are in force already and stay so, by parameter
 */
record CoupledChannels(
        String name,
        Coupling coupling,
        Scheme.Coupled scheme,
        List<Share> shares,
        int kept,
        Map<String, Encoding.Masked> given) {

    /**
     * The channels that run through a parameter along one of its axes.
     *
     * @param parameter its name
     * @param channels one for each position along the axis; -1 where there is none
     * @param inner how many weights, row-major, follow each other at one position
     * @param weights how many there are in all
     */
    record Share(String parameter, int[] channels, int inner, int weights) {

        static Share of(Shape shape, Coupling.Member member) {
            int[] channels = new int[shape.dim(member.axis())];
            Arrays.fill(channels, -1);
            for (int channel = 0; channel < member.positions().channels(); channel++) {
                for (int position : member.positions().of(channel)) {
                    channels[position] = channel;
                }
            }
            int inner = shape.dims().stream().skip(member.axis() + 1L).reduce(1, (a, b) -> a * b);
            return new Share(member.tensor(), channels, inner, Math.toIntExact(shape.size()));
        }

        /** A stretch of weights of one channel. */
        @FunctionalInterface
        private interface Stretch {
            void of(int channel, int from, int to);
        }

        private void visit(Stretch stretch) {
            for (int from = 0; from < weights; ) {
                for (int channel : channels) {
                    stretch.of(channel, from, from + inner);
                    from += inner;
                }
            }
        }

        /** Adds the scores of the weights of each channel. */
        void add(WeightScores scores, double[] sums) {
            visit((channel, from, to) -> {
                if (channel >= 0) {
                    sums[channel] += scores.sum(from, to);
                }
            });
        }

        /** Takes the weights of channels that do not stay out of a mask. */
        void cut(boolean[] mask, boolean[] stays) {
            visit((channel, from, to) -> {
                if (channel >= 0 && !stays[channel]) {
                    Arrays.fill(mask, from, to, false);
                }
            });
        }

        /** The channel of each weight, row-major; -1 for those of none. */
        int[] ofWeights() {
            int[] of = new int[weights];
            visit((channel, from, to) -> Arrays.fill(of, from, to, channel));
            return of;
        }
    }

    static CoupledChannels of(Model model, String name, Coupling coupling, Scheme.Coupled scheme, Rate rate) {
        List<Share> shares = coupling.members().stream()
                .filter(member -> ((Parameter)
                                model.graph().node(member.tensor()).op())
                        .role()
                        .trainable())
                .map(member -> Share.of(model.graph().node(member.tensor()).shape(), member))
                .toList();
        Map<String, Encoding.Masked> given = new HashMap<>();
        for (Share share : shares) {
            model.encoding(share.parameter()).masked().ifPresent(mask -> given.put(share.parameter(), mask));
        }
        return new CoupledChannels(name, coupling, scheme, shares, scheme.kept(coupling.channels(), rate), given);
    }

    /** The trained parameters, each once. */
    List<String> parameters() {
        return shares.stream().map(Share::parameter).distinct().toList();
    }

    /** The fraction of channels that go. */
    double sparsity() {
        return 1 - (double) kept / coupling.channels();
    }

    /** The same with a lower fraction. */
    CoupledChannels loosened(double sparsity) {
        int more = Math.max(kept, scheme.kept(coupling.channels(), Rate.sparsity(sparsity)));
        return new CoupledChannels(name, coupling, scheme, shares, more, given);
    }

    /**
     * The channels to keep so that the sum of their scores is the largest.
     *
     * @param scores how much each weight matters, by parameter
     */
    boolean[] best(Map<String, WeightScores> scores) {
        double[] sums = new double[coupling.channels()];
        shares.forEach(share -> share.add(scores.get(share.parameter()), sums));
        return TopK.largest(WeightScores.of(sums), kept);
    }

    /** Which weights of a parameter stay if these channels do, and were there before. */
    boolean[] mask(String parameter, int weights, boolean[] stays) {
        boolean[] mask = new boolean[weights];
        Arrays.fill(mask, true);
        if (given.containsKey(parameter)) {
            float[] old = Numbers.of(given.get(parameter).mask());
            for (int i = 0; i < weights; i++) {
                mask[i] = old[i] != 0;
            }
        }
        for (Share share : shares) {
            if (share.parameter().equals(parameter)) {
                share.cut(mask, stays);
            }
        }
        return mask;
    }
}
