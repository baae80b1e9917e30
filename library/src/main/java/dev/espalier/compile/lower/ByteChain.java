package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.ExactSums;
import dev.espalier.compile.kernel.Rescaling;
import dev.espalier.compile.kernel.Rescaling.Addend;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.model.Node;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes that follow a sum of levels one by one, up to the quantizer that makes levels of it again: additions of other
 * levels and sums, and then bounds. Each has no other reader before it.
 *
 * @param members nodes of the chain, the first one among them
 * @param last the node that ends it
 * @param others what is added
 * @param low the least result, perhaps minus infinity
 * @param high the largest result, perhaps infinity
 * @param type of the levels it ends with, if it does
 * @param sums whether the sums are left as they are, for a chain that adds them
 */
record ByteChain(
        Set<String> members,
        Node last,
        List<Other> others,
        double low,
        double high,
        Optional<LevelType> type,
        boolean sums) {

    /** The largest magnitude of a level, as a byte. */
    private static final int LARGEST = 255;

    /** Most tensors that are added. */
    private static final int MOST_OTHERS = 2;

    /**
     * A tensor that is added: levels, or the sums of a layer.
     *
     * @param name of the value
     * @param type of the levels
     * @param layer whose sums they are; null for levels
     */
    record Other(String name, LevelType type, ByteLayer layer) {

        double unit(int channel) {
            return layer == null ? type.step() : layer.units()[channel];
        }
    }

    /** What chains are found in: a network, its levels, the layers that leave sums, and what others compute already. */
    record Surroundings(Scene scene, LevelTypes types, Map<String, ByteLayer> sums, Set<String> taken) {}

    /** A node alone. */
    static ByteChain alone(Node node) {
        return new ByteChain(
                Set.of(node.name()),
                node,
                List.of(),
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Optional.empty(),
                false);
    }

    /** A node that rounds other levels to its own. */
    static ByteChain rounded(Node node, Other of, LevelType type) {
        return new ByteChain(
                Set.of(node.name()),
                node,
                List.of(of),
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Optional.of(type),
                false);
    }

    /** A node that gives levels as it is. */
    static ByteChain levels(Node node, LevelType type) {
        return new ByteChain(
                Set.of(node.name()),
                node,
                List.of(),
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Optional.of(type),
                false);
    }

    /**
     * The longest chain after a node.
     *
     * @param first the node
     * @param added what it adds by itself
     */
    static ByteChain after(Node first, List<Other> added, Surroundings around) {
        Scene scene = around.scene();
        Set<String> members = new LinkedHashSet<>(List.of(first.name()));
        List<Other> others = new ArrayList<>(added);
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        boolean bounded = false;
        Node last = first;
        for (Node next = scene.onlyReader(last); next != null; next = scene.onlyReader(last)) {
            Op op = next.op();
            if (around.taken().contains(next.name())) {
                break;
            }
            if (op instanceof FakeQuantize && around.types().of(next.name()).isPresent()) {
                members.add(next.name());
                return new ByteChain(
                        members, next, others, low, high, around.types().of(next.name()), false);
            }
            if (op instanceof Relu || op instanceof Relu6 || op instanceof Clamp) {
                double least = op instanceof Clamp clamp ? clamp.min() : 0;
                double most =
                        op instanceof Clamp clamp ? clamp.max() : op instanceof Relu6 ? 6 : Double.POSITIVE_INFINITY;
                low = Math.min(Math.max(low, least), most);
                high = Math.min(Math.max(high, least), most);
                bounded = true;
            } else if (op instanceof Add && !bounded && others.size() < MOST_OTHERS) {
                String name = next.inputs().get(next.inputs().get(0).equals(last.name()) ? 1 : 0);
                Optional<Other> other = other(name, last, around);
                if (other.isEmpty()) {
                    return last == first && added.isEmpty() && adds(name, next, last, around)
                            ? new ByteChain(members, last, others, low, high, Optional.empty(), true)
                            : new ByteChain(members, last, others, low, high, Optional.empty(), false);
                }
                others.add(other.get());
            } else {
                break;
            }
            members.add(next.name());
            last = next;
        }
        return new ByteChain(members, last, others, low, high, Optional.empty(), false);
    }

    private static Optional<Other> other(String name, Node last, Surroundings around) {
        if (around.scene().isConstant(name)
                || !around.scene().shape(name).equals(around.scene().shape(last.name()))) {
            return Optional.empty();
        }
        return around.types().of(name).map(type -> new Other(name, type, null)).or(() -> Optional.ofNullable(
                        around.sums().get(name))
                .map(layer -> new Other(name, null, layer)));
    }

    /** Whether the other operand of a sum is a layer that is going to take the sum up. */
    private static boolean adds(String name, Node sum, Node last, Surroundings around) {
        Scene scene = around.scene();
        if (scene.isConstant(name)
                || around.taken().contains(name)
                || !scene.shape(name).equals(scene.shape(last.name()))) {
            return false;
        }
        Node other = scene.graph().node(name);
        return scene.onlyReader(other) == sum
                && ByteLayer.of(other, scene, around.types()).isPresent();
    }

    /** Whether double precision computes it exactly. */
    boolean isExact(double[] units, double[] bias, int divisor, long largest) {
        Layout anywhere = new Blocked(1, 1, 1, 1, 0);
        Rescaling rescaling = rescaling(
                units,
                bias,
                divisor,
                others.stream().map(other -> anywhere).toList(),
                type.isPresent() ? new Bytes(1, 1, 1, Bytes.TOGETHER, 0, 0) : anywhere);
        return sums || ExactSums.hold(rescaling, largest);
    }

    /**
     * What becomes of sums.
     *
     * @param units what one of them counts for
     * @param bias what is added
     * @param divisor how many numbers a mean is of, or 1
     * @param further where the others are
     * @param to where the result goes
     */
    Rescaling rescaling(double[] units, double[] bias, int divisor, List<Layout> further, Layout to) {
        double[] all = bias.clone();
        List<Addend> addends = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            Other other = others.get(i);
            double[] ofOther = new double[units.length];
            for (int channel = 0; channel < units.length; channel++) {
                ofOther[channel] = other.unit(channel);
                all[channel] += other.layer() == null ? 0 : other.layer().bias()[channel];
            }
            addends.add(new Addend(
                    further.get(i),
                    ofOther,
                    other.layer() == null ? LARGEST : other.layer().largest()));
        }
        return new Rescaling(units, all, addends, divisor, low, high, result(to));
    }

    private Rescaling.Result result(Layout to) {
        if (sums) {
            return new Rescaling.Sums((Blocked) to);
        }
        return type.<Rescaling.Result>map(
                        levels -> new Rescaling.Levels((Bytes) to, levels.step(), levels.least(), levels.most()))
                .orElseGet(() -> new Rescaling.Reals((Blocked) to));
    }

    /** Where its result goes: an image [1, C, H, W], vector [1, C] or sequence [1, T, C]. */
    Layout layout(Lowering lowering) {
        int halo = sums ? 0 : lowering.halo(last.name());
        Blocked image = lowering.imageLayout(lowering.scene().shape(last.name()), halo);
        return type.<Layout>map(levels -> levels.layout(image.channels(), image.height(), image.width(), halo))
                .orElse(image);
    }

    /** Where the others are. */
    List<Tensor> tensors(Lowering lowering) {
        return others.stream()
                .map(other -> other.layer() == null
                        ? lowering.bytes().image(other.name(), 0)
                        : lowering.bytes().sums(other.name()))
                .toList();
    }

    /** Says where the result is. */
    void bind(Lowering lowering, Tensor result, ByteLayer layer) {
        if (sums) {
            lowering.bytes().bindSums(last.name(), result, layer);
        } else if (type.isPresent()) {
            lowering.bytes().bind(last.name(), result);
        } else {
            lowering.bind(last.name(), result);
        }
    }
}
