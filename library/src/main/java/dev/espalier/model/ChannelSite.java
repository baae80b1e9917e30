package dev.espalier.model;

import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import java.util.Arrays;

/**
 * One node with what its rule can say. A rule speaks of every axis, and either passes its positions on or holds them:
 * then none of them may be dropped. An open batch has no positions; what is said about it is ignored.
 */
record ChannelSite(Node node, Graph graph, ChannelSlots slots) {

    Op op() {
        return node.op();
    }

    String name() {
        return node.name();
    }

    Shape shape() {
        return node.shape();
    }

    int inputs() {
        return node.inputs().size();
    }

    Shape inputShape(int input) {
        return graph.node(input(input)).shape();
    }

    private String input(int input) {
        return node.inputs().get(input);
    }

    /** Position i along an axis of an input is position i + distance along one of the result, as far as there is one. */
    void shifted(int input, int axis, int resultAxis, int distance) {
        for (int i = 0; i < inputShape(input).dim(axis); i++) {
            if (i + distance >= 0 && i + distance < shape().dim(resultAxis)) {
                inputIsResult(input, axis, i, resultAxis, i + distance);
            }
        }
    }

    /** An axis of an input is one of the result. */
    void same(int input, int axis, int resultAxis) {
        shifted(input, axis, resultAxis, 0);
    }

    /** All axes of an input but some are those of the result. */
    void sameAxes(int input, int... but) {
        for (int axis = 0; axis < inputShape(input).rank(); axis++) {
            int candidate = axis;
            if (Arrays.stream(but).noneMatch(other -> other == candidate)) {
                same(input, axis, axis);
            }
        }
    }

    /** The first input has all axes of the result; the others, if there are any, have a number per channel. */
    void throughout() {
        sameAxes(0);
        for (int input = 1; input < inputs(); input++) {
            perChannel(input, 1);
        }
    }

    /** The input of this number, if there is one, has a number for each position along an axis of the result. */
    void perChannel(int input, int resultAxis) {
        if (input < inputs()) {
            same(input, 0, resultAxis);
        }
    }

    /** Inputs have the axes of the result, counted from the last one, where they are as long. */
    void broadcast() {
        for (int input = 0; input < inputs(); input++) {
            int missing = shape().rank() - inputShape(input).rank();
            for (int axis = 0; axis < inputShape(input).rank(); axis++) {
                if (inputShape(input).dim(axis) == shape().dim(missing + axis)) {
                    same(input, axis, missing + axis);
                } else {
                    hold(input, axis, "repeats them over its channels");
                }
            }
        }
    }

    /** What the first input and the result have along all axes but some must stay. */
    void holdAxes(int... but) {
        for (int axis = 0; axis < Math.max(inputShape(0).rank(), shape().rank()); axis++) {
            int candidate = axis;
            if (Arrays.stream(but).noneMatch(other -> other == candidate)) {
                if (axis < inputShape(0).rank()) {
                    hold(0, axis);
                }
                if (axis < shape().rank()) {
                    holdResult(axis);
                }
            }
        }
    }

    /** What an input has along an axis must stay. */
    void hold(int input, int axis) {
        hold(input, axis, "works on all of them together");
    }

    private void hold(int input, int axis, String why) {
        slots.exclude(input(input), axis, layer() + why);
    }

    /** What the result has along an axis must stay. */
    void holdResult(int axis) {
        slots.exclude(name(), axis, layer() + "works on all of them together");
    }

    private String layer() {
        return "layer '" + name() + "' (" + op().kind() + ") ";
    }

    void inputIsResult(int input, int axis, int position, int resultAxis, int result) {
        slots.couple(input(input), axis, position, name(), resultAxis, result);
    }

    void inputIsInput(int input, int axis, int position, int other, int otherAxis, int otherPosition) {
        slots.couple(input(input), axis, position, input(other), otherAxis, otherPosition);
    }

    void resultIsResult(int axis, int position, int other) {
        slots.couple(name(), axis, position, name(), axis, other);
    }

    /** Everything the node reads and makes must stay. */
    void exclude(String reason) {
        slots.exclude(name(), reason);
        for (String input : node.inputs()) {
            slots.exclude(input, reason);
        }
    }

    /** Nothing is known about the operator. */
    void keepEverything() {
        exclude(layer() + "has no rule for dropping channels");
    }
}
