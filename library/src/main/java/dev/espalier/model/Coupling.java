package dev.espalier.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Channels that can be dropped one by one, each together with everything that belongs to it in all the tensors it runs
 * through.
 *
 * <p>Let a slot (t, a, i) be position i along axis a of tensor t, where tensors are parameters and the results of
 * layers. The operators say which slots need each other: a residual addition (x, 1, i) ~ (y, 1, i), a flattening of HxW
 * pixels (x, 1, i) ~ (y, 1, iHW + k) for 0 &lt;= k &lt; HW, and so on. A channel is a class of the smallest equivalence
 * relation that contains ~. A coupling is a largest set of channels with the same members,
 *
 * <pre>  members(channel) = { (t, a) : (t, a, i) in channel for some i },</pre>
 *
 * so that its channels can be compared with each other and any number of them dropped, but not all.
 *
 * <p>Example: {@code conv} with 4 filters, batch normalisation {@code bn}, a rectifier, 2x2 pixels flattened into
 * {@code fc}. The filters make one coupling of 4 channels; channel 3 is conv.weight[3], bn.scale[3], bn.shift[3],
 * bn.running_mean[3], bn.running_variance[3] and fc.weight[:, 12..15]. In general, channel c is
 *
 * <pre>  conv.weight[c] bn.scale[c] ... fc.weight[:, 4c..4c+3]</pre>
 *
 * @param members the parameters, in the graph's order
 * @param layers the layers whose results carry the channels, in the graph's order; the first one makes them
 */
public record Coupling(List<Member> members, List<Member> layers) {

    private static final int SHOWN = 4;

    public Coupling {
        members = List.copyOf(members);
        layers = List.copyOf(layers);
    }

    /**
     * One tensor's share of the channels.
     *
     * @param tensor a parameter or a layer
     * @param axis the axis along which it is cut
     * @param positions where the channels lie along that axis
     */
    public record Member(String tensor, int axis, ChannelMap positions) {

        @Override
        public String toString() {
            return tensor + "[" + ":, ".repeat(axis) + positions + "]";
        }
    }

    /** The layer that makes the channels, or the first parameter if they run through no layer. */
    public String name() {
        return (layers.isEmpty() ? members : layers).get(0).tensor();
    }

    /** How many channels there are. */
    public int channels() {
        return members.get(0).positions().channels();
    }

    /** One line: the name, the number of channels, and the first few members. */
    @Override
    public String toString() {
        String shown = members.stream().limit(SHOWN).map(Member::toString).collect(Collectors.joining(" "));
        String rest = members.size() > SHOWN ? " and " + (members.size() - SHOWN) + " more" : "";
        return name() + ": " + channels() + (channels() == 1 ? " channel " : " channels ") + shown + rest;
    }

    /** Every member on a line of its own, and the layers the channels run through. */
    public String details() {
        return name() + ": " + channels() + " channels\n"
                + members.stream().map(member -> "  " + member + "\n").collect(Collectors.joining())
                + "  through " + layers.stream().map(Member::tensor).distinct().collect(Collectors.joining(", "));
    }
}
