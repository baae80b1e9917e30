package dev.espalier.model;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Pointwise;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rules of {@link ChannelRules} for operators that move numbers without changing them. */
final class LayoutRules {

    private LayoutRules() {}

    static void concat(ChannelSite site) {
        int axis = ((Concat) site.op()).axis();
        int from = 0;
        for (int input = 0; input < site.inputs(); input++) {
            site.sameAxes(input, axis);
            site.shifted(input, axis, axis, from);
            from += site.inputShape(input).dim(axis);
        }
    }

    static void padAxis(ChannelSite site) {
        PadAxis pad = (PadAxis) site.op();
        site.sameAxes(0, pad.axis());
        site.shifted(0, pad.axis(), pad.axis(), pad.before());
    }

    static void slice(ChannelSite site) {
        Slice slice = (Slice) site.op();
        site.sameAxes(0, slice.axis());
        site.shifted(0, slice.axis(), slice.axis(), -slice.from());
    }

    static void transpose(ChannelSite site) {
        List<Integer> permutation = ((Transpose) site.op()).permutation();
        for (int axis = 0; axis < permutation.size(); axis++) {
            site.same(0, permutation.get(axis), axis);
        }
    }

    /** Channel i of HxW pixels becomes the features i HW to (i + 1) HW - 1. */
    static void flatten(ChannelSite site) {
        if (site.inputShape(0).rank() == 2) {
            site.sameAxes(0);
        } else {
            site.same(0, 0, 0);
            merge(site, 1, 1);
            for (int axis = 2; axis < site.inputShape(0).rank(); axis++) {
                site.hold(0, axis);
            }
        }
    }

    /**
     * Axes that keep their length keep their positions. Where several become one, whole runs along the first of them can be
     * dropped, and nothing along the others. Where one becomes several, positions along one of these can be dropped: the
     * first, such as heads, unless another is the first of those that become one again, as where channels are shuffled.
     */
    static void reshape(ChannelSite site) {
        Shape from = site.inputShape(0);
        Shape to = site.shape();
        single(from).forEach(axis -> site.hold(0, axis));
        single(to).forEach(site::holdResult);
        regroupings(from, to).forEach(regrouping -> regroup(site, regrouping.ins(), regrouping.outs()));
    }

    /** Neighbouring axes of one shape that hold the same numbers as neighbouring axes of another. */
    private record Regrouping(List<Integer> ins, List<Integer> outs) {}

    private static List<Regrouping> regroupings(Shape from, Shape to) {
        Deque<Integer> inputs = several(from);
        Deque<Integer> results = several(to);
        List<Regrouping> regroupings = new ArrayList<>();
        while (!inputs.isEmpty()) {
            List<Integer> ins = new ArrayList<>();
            List<Integer> outs = new ArrayList<>();
            long left = take(from, inputs, ins);
            long right = take(to, results, outs);
            while (left != right) {
                if (left < right) {
                    left *= take(from, inputs, ins);
                } else {
                    right *= take(to, results, outs);
                }
            }
            regroupings.add(new Regrouping(ins, outs));
        }
        return regroupings;
    }

    private static Deque<Integer> several(Shape shape) {
        return axes(shape).filter(axis -> shape.dim(axis) > 1).collect(Collectors.toCollection(ArrayDeque::new));
    }

    /** The batch and the axes of length 1, whose only position stays. */
    private static Stream<Integer> single(Shape shape) {
        return axes(shape).filter(axis -> shape.dim(axis) <= 1);
    }

    private static Stream<Integer> axes(Shape shape) {
        return IntStream.range(0, shape.rank()).boxed();
    }

    private static int take(Shape shape, Deque<Integer> axes, List<Integer> group) {
        int axis = axes.remove();
        group.add(axis);
        return shape.dim(axis);
    }

    /** The first of the axes of a node's result that is also the first where axes become one; the first if there is none. */
    private static int mergedFirst(Node node, Graph graph, List<Integer> axes) {
        List<Integer> now = axes;
        Node reader = onlyReader(node, graph);
        while (reader != null && (reader.op() instanceof Transpose || reader.op() instanceof Pointwise)) {
            if (reader.op() instanceof Transpose transpose) {
                now = now.stream().map(transpose.permutation()::indexOf).toList();
            }
            reader = onlyReader(reader, graph);
        }
        if (reader != null && reader.op() instanceof Reshape) {
            Shape from = graph.inputShapes(reader).get(0);
            List<Integer> firsts = regroupings(from, reader.shape()).stream()
                    .map(regrouping -> regrouping.ins().get(0))
                    .toList();
            for (int i = 0; i < axes.size(); i++) {
                if (firsts.contains(now.get(i))) {
                    return axes.get(i);
                }
            }
        }
        return axes.get(0);
    }

    private static Node onlyReader(Node node, Graph graph) {
        List<Node> readers = graph.consumers(node.name());
        return readers.size() == 1 ? readers.get(0) : null;
    }

    private static void regroup(ChannelSite site, List<Integer> ins, List<Integer> outs) {
        if (ins.size() == 1) {
            int axis = mergedFirst(site.node(), site.graph(), outs);
            along(site, ins.get(0), outs, axis);
            outs.stream().filter(other -> other != axis).forEach(site::holdResult);
            return;
        }
        boolean simple = outs.size() == 1;
        if (simple) {
            merge(site, ins.get(0), outs.get(0));
        }
        ins.stream().skip(simple ? 1 : 0).forEach(axis -> site.hold(0, axis));
        outs.stream().skip(simple ? 1 : 0).forEach(site::holdResult);
    }

    /** Position i of the input is position i / stride of one of the axes it becomes, beginning anew after its last. */
    private static void along(ChannelSite site, int axis, List<Integer> outs, int resultAxis) {
        int stride = 1;
        for (int out : outs.subList(outs.indexOf(resultAxis) + 1, outs.size())) {
            stride *= site.shape().dim(out);
        }
        for (int i = 0; i < site.inputShape(0).dim(axis); i++) {
            site.inputIsResult(0, axis, i, resultAxis, i / stride % site.shape().dim(resultAxis));
        }
    }

    /** Position i of the input is a run of positions of the result. */
    private static void merge(ChannelSite site, int axis, int resultAxis) {
        int length = site.shape().dim(resultAxis);
        int run = length / site.inputShape(0).dim(axis);
        for (int i = 0; i < length; i++) {
            site.inputIsResult(0, axis, i / run, resultAxis, i);
        }
    }

    static void pixelShuffle(ChannelSite site) {
        int run = site.inputShape(0).dim(1) / site.shape().dim(1);
        for (int i = 0; i < site.inputShape(0).dim(1); i++) {
            site.inputIsResult(0, 1, i, 1, i / run);
        }
        site.holdAxes(1);
    }

    static void pixelUnshuffle(ChannelSite site) {
        merge(site, 1, 1);
        site.holdAxes(1);
    }

    /** What lies along a row goes on, its number stays. */
    static void gather(ChannelSite site) {
        int rowAxis = ((Gather) site.op()).rowAxis();
        int indexAxes = site.inputShape(1).rank();
        site.hold(0, rowAxis);
        site.sameAxes(1);
        if (rowAxis == 1) {
            site.same(0, 0, 0);
        }
        for (int axis = rowAxis + 1; axis < site.inputShape(0).rank(); axis++) {
            site.same(0, axis, indexAxes + axis - rowAxis - 1);
        }
    }

    static void scatterAdd(ChannelSite site) {
        int rowAxis = ((ScatterAdd) site.op()).perItem() ? 1 : 0;
        int indexAxes = site.inputShape(1).rank();
        site.holdResult(rowAxis);
        for (int axis = 0; axis < indexAxes; axis++) {
            site.hold(0, axis);
            site.hold(1, axis);
        }
        for (int axis = indexAxes; axis < site.inputShape(0).rank(); axis++) {
            site.same(0, axis, rowAxis + 1 + axis - indexAxes);
        }
    }
}
