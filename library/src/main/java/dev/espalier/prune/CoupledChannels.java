package dev.espalier.prune;

import dev.espalier.model.Coupling;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
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
     * The channel that each weight of a parameter belongs to.
     *
     * @param parameter its name
     * @param channels one for each weight, row-major; -1 for those of no channel
     */
    record Share(String parameter, int[] channels) {

        static Share of(Shape shape, Coupling.Member member) {
            int length = shape.dim(member.axis());
            int[] atPosition = new int[length];
            Arrays.fill(atPosition, -1);
            for (int channel = 0; channel < member.positions().channels(); channel++) {
                for (int position : member.positions().of(channel)) {
                    atPosition[position] = channel;
                }
            }
            int inner = shape.dims().stream().skip(member.axis() + 1L).reduce(1, (a, b) -> a * b);
            int[] channels = new int[Math.toIntExact(shape.size())];
            for (int i = 0; i < channels.length; i++) {
                channels[i] = atPosition[i / inner % length];
            }
            return new Share(member.tensor(), channels);
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
    boolean[] best(Map<String, double[]> scores) {
        double[] sums = new double[coupling.channels()];
        for (Share share : shares) {
            double[] score = scores.get(share.parameter());
            for (int i = 0; i < score.length; i++) {
                if (share.channels()[i] >= 0) {
                    sums[share.channels()[i]] += score[i];
                }
            }
        }
        return TopK.largest(sums, kept);
    }

    /** Which weights of a parameter stay if these channels do, and were there before. */
    boolean[] mask(String parameter, int weights, boolean[] stays) {
        boolean[] mask = new boolean[weights];
        Arrays.fill(mask, true);
        if (given.containsKey(parameter)) {
            float[] old = given.get(parameter).mask().dup('c').data().asFloat();
            for (int i = 0; i < weights; i++) {
                mask[i] = old[i] != 0;
            }
        }
        for (Share share : shares) {
            if (share.parameter().equals(parameter)) {
                for (int i = 0; i < weights; i++) {
                    mask[i] &= share.channels()[i] < 0 || stays[share.channels()[i]];
                }
            }
        }
        return mask;
    }
}
