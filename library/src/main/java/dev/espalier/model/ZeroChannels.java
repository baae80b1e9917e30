package dev.espalier.model;

import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Binary;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Dropout;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.GlobalAveragePool;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which channels of a coupling are zero in every tensor they run through, given those that are zero in its parameters;
 * and so, which of them could go without anyone noticing.
 *
 * <p>Only layers that sum over channels connect a channel with others: convolutions, linear layers, products. Such a layer
 * does not notice that channel c is gone if the numbers it reads there are zero, or the weights it reads them with. Only
 * functions without a finite value or slope at zero, such as logarithms, make of a zero what no zero weight undoes.
 */
final class ZeroChannels {

    /** Operators that move numbers, or make of zeros along other axes nothing but zeros. */
    private static final Set<Class<? extends Op>> MOVING = Set.of(
            AveragePool2d.class,
            Concat.class,
            Dropout.class,
            Expand.class,
            FakeQuantize.class,
            Flatten.class,
            Gather.class,
            GlobalAveragePool.class,
            MaxPool2d.class,
            Pad2d.class,
            PadAxis.class,
            PixelShuffle.class,
            PixelUnshuffle.class,
            Reduce.class,
            Reshape.class,
            Resize2d.class,
            ScatterAdd.class,
            Slice.class,
            Transpose.class);

    private final Graph graph;
    private final int channels;
    private final Map<String, Map<Integer, BitSet>> zeros = new HashMap<>();

    /**
     * Follows the channels through the graph.
     *
     * @param parameters the channels that are zero in a member that is a parameter
     */
    ZeroChannels(Graph graph, Coupling coupling, Function<Coupling.Member, BitSet> parameters) {
        this.graph = graph;
        this.channels = coupling.channels();
        coupling.members().forEach(member -> put(member, parameters.apply(member)));
        coupling.layers().forEach(layer -> put(layer, new BitSet()));
        for (Node node : graph.layers()) {
            zeros.getOrDefault(node.name(), new HashMap<>()).replaceAll((axis, nothing) -> result(node, axis));
        }
    }

    private void put(Coupling.Member member, BitSet zero) {
        zeros.computeIfAbsent(member.tensor(), any -> new HashMap<>()).put(member.axis(), zero);
    }

    /** The layers that would notice if channels were gone, each with those. */
    Map<Node, BitSet> noticed() {
        Map<Node, BitSet> noticed = new LinkedHashMap<>();
        for (Node node : graph.layers()) {
            Op op = node.op();
            if (op instanceof Conv2d conv && !isDepthwise(node, conv.groups())) {
                notice(noticed, node, 1, 1);
            } else if (op instanceof ConvTranspose2d conv && !isDepthwise(node, conv.groups())) {
                notice(noticed, node, 1, 0);
            } else if (op instanceof Linear) {
                notice(noticed, node, node.shape().rank() - 1, 1);
            } else if (op instanceof MatMul product) {
                int a = graph.node(node.inputs().get(0)).shape().rank() - (product.transposeA() ? 2 : 1);
                int b = graph.node(node.inputs().get(1)).shape().rank() - (product.transposeB() ? 1 : 2);
                notice(noticed, node, a, b);
            } else if (op instanceof Divide) {
                notice(noticed, node, anyAxis(node.inputs().get(1), new BitSet()));
            } else if (op instanceof Pointwise function && isSteepAtZero(function)) {
                notice(noticed, node, anyAxis(node.inputs().get(0), new BitSet()));
            }
        }
        return noticed;
    }

    /** Whether zeros leave it as something that no zero weight makes zero again, in the forward or the backward pass. */
    private static boolean isSteepAtZero(Pointwise function) {
        double read = function.derivativeReads() == Pointwise.Operand.INPUT ? 0 : function.value(0);
        return !Double.isFinite(function.derivative(read));
    }

    /** A layer sums over these axes of its first two inputs. */
    private void notice(Map<Node, BitSet> noticed, Node layer, int axis, int weightAxis) {
        if (!zeros.getOrDefault(layer.inputs().get(0), Map.of()).containsKey(axis)) {
            return;
        }
        BitSet seen = all();
        seen.andNot(or(input(layer, 0, axis), input(layer, 1, weightAxis)));
        notice(noticed, layer, seen);
    }

    private static void notice(Map<Node, BitSet> noticed, Node layer, BitSet seen) {
        if (!seen.isEmpty()) {
            noticed.put(layer, seen);
        }
    }

    private BitSet result(Node node, int axis) {
        Op op = node.op();
        int last = node.shape().rank() - 1;
        if (op instanceof Conv2d conv) {
            return convolution(node, isDepthwise(node, conv.groups()), 0);
        } else if (op instanceof ConvTranspose2d conv) {
            return convolution(node, isDepthwise(node, conv.groups()), 1);
        } else if (op instanceof Linear) {
            return axis == last
                    ? and(input(node, 1, 0), ifThere(node, 2, 0))
                    : node.inputs().size() == 2 ? input(node, 0, axis) : new BitSet();
        } else if (op instanceof MatMul product) {
            return product(node, product, axis);
        } else if (op instanceof BatchNorm) {
            return node.inputs().size() == 5 ? and(input(node, 1, 0), input(node, 2, 0)) : new BitSet();
        } else if (op instanceof InstanceNorm) {
            return node.inputs().size() == 3
                    ? and(or(input(node, 0, axis), input(node, 1, 0)), input(node, 2, 0))
                    : input(node, 0, axis);
        } else if (op instanceof LayerNorm) {
            return node.inputs().size() == 3 ? new BitSet() : input(node, 0, axis);
        } else if (op instanceof Pointwise function) {
            return function.value(0) == 0 ? input(node, 0, axis) : new BitSet();
        } else if (op instanceof Binary function) {
            return binary(node, function);
        }
        return MOVING.contains(op.getClass()) ? moved(node) : new BitSet();
    }

    private BitSet convolution(Node node, boolean depthwise, int outAxis) {
        BitSet kernels = depthwise ? or(input(node, 0, 1), input(node, 1, 0)) : input(node, 1, outAxis);
        return and(kernels, ifThere(node, 2, 0));
    }

    private BitSet product(Node node, MatMul product, int axis) {
        int last = node.shape().rank() - 1;
        int right = graph.node(node.inputs().get(1)).shape().rank() - 1;
        if (axis == last) {
            return input(node, 1, product.transposeB() ? right - 1 : right);
        } else if (axis == last - 1) {
            return input(node, 0, product.transposeA() ? last : last - 1);
        }
        return or(input(node, 0, axis), input(node, 1, axis));
    }

    private BitSet binary(Node node, Binary function) {
        BitSet a = anyAxis(node.inputs().get(0), new BitSet());
        BitSet b = anyAxis(node.inputs().get(1), new BitSet());
        if (function instanceof Multiply) {
            return or(a, b);
        } else if (function instanceof Divide) {
            return a;
        }
        return function.value(0, 0) == 0 ? and(a, b) : new BitSet();
    }

    /** What none of the inputs brings is zero. */
    private BitSet moved(Node node) {
        BitSet zero = all();
        for (String input : node.inputs()) {
            zero.and(anyAxis(input, all()));
        }
        return zero;
    }

    private BitSet anyAxis(String tensor, BitSet ifNone) {
        return zeros.getOrDefault(tensor, Map.of()).values().stream()
                .reduce(ZeroChannels::and)
                .orElse(ifNone);
    }

    private BitSet input(Node node, int input, int axis) {
        return zeros.getOrDefault(node.inputs().get(input), Map.of()).getOrDefault(axis, new BitSet());
    }

    private BitSet ifThere(Node node, int input, int axis) {
        return input < node.inputs().size() ? input(node, input, axis) : all();
    }

    private boolean isDepthwise(Node node, int groups) {
        return groups > 1 && groups == graph.inputShapes(node).get(0).dim(1);
    }

    /** The channels that parameters of these roles would have zero if they were dropped. */
    static BitSet dropped(Graph graph, Coupling.Member member) {
        BitSet zero = new BitSet();
        if (((Parameter) graph.node(member.tensor()).op()).role().trainable()) {
            zero.set(0, member.positions().channels());
        }
        return zero;
    }

    private BitSet all() {
        BitSet all = new BitSet();
        all.set(0, channels);
        return all;
    }

    private static BitSet and(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        return both;
    }

    private static BitSet or(BitSet a, BitSet b) {
        BitSet either = (BitSet) a.clone();
        either.or(b);
        return either;
    }
}
