package dev.espalier.model;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;

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
     * Axes that keep their length keep their positions. Where several become one, or one becomes several, whole runs along
     * the first of the several can be dropped, such as heads, and nothing along the others.
     */
    static void reshape(ChannelSite site) {
        Shape from = site.inputShape(0);
        Shape to = site.shape();
        Deque<Integer> inputs = severalPositions(from, axis -> site.hold(0, axis));
        Deque<Integer> results = severalPositions(to, site::holdResult);
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
            regroup(site, ins, outs);
        }
    }

    /** The axes but the batch and those of length 1, whose only position stays. */
    private static Deque<Integer> severalPositions(Shape shape, IntConsumer hold) {
        Deque<Integer> axes = new ArrayDeque<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) > 1) {
                axes.add(axis);
            } else {
                hold.accept(axis);
            }
        }
        return axes;
    }

    private static int take(Shape shape, Deque<Integer> axes, List<Integer> group) {
        int axis = axes.remove();
        group.add(axis);
        return shape.dim(axis);
    }

    private static void regroup(ChannelSite site, List<Integer> ins, List<Integer> outs) {
        boolean simple = ins.size() == 1 || outs.size() == 1;
        if (simple && ins.size() > outs.size()) {
            merge(site, ins.get(0), outs.get(0));
        } else if (simple) {
            split(site, ins.get(0), outs.get(0));
        }
        ins.stream().skip(simple ? 1 : 0).forEach(axis -> site.hold(0, axis));
        outs.stream().skip(simple ? 1 : 0).forEach(site::holdResult);
    }

    /** Position i of the input is a run of positions of the result. */
    private static void merge(ChannelSite site, int axis, int resultAxis) {
        int length = site.shape().dim(resultAxis);
        int run = length / site.inputShape(0).dim(axis);
        for (int i = 0; i < length; i++) {
            site.inputIsResult(0, axis, i / run, resultAxis, i);
        }
    }

    /** A run of positions of the input is one of the result. */
    private static void split(ChannelSite site, int axis, int resultAxis) {
        int length = site.inputShape(0).dim(axis);
        int run = length / site.shape().dim(resultAxis);
        for (int i = 0; i < length; i++) {
            site.inputIsResult(0, axis, i, resultAxis, i / run);
        }
    }

    static void pixelShuffle(ChannelSite site) {
        split(site, 1, 1);
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
