package dev.espalier.model;

import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;

/** One node with what its rule can say. */
record ChannelSite(Node node, Graph graph, ChannelSlots slots) {

    Op op() {
        return node.op();
    }

    String name() {
        return node.name();
    }

    int channels() {
        return node.shape().dim(1);
    }

    int inputChannels() {
        return graph.node(input()).shape().dim(1);
    }

    int weightLength(int axis) {
        return graph.node(weight()).shape().dim(axis);
    }

    private String input() {
        return node.inputs().get(0);
    }

    private String weight() {
        return node.inputs().get(1);
    }

    /** All inputs have the channels of the result, the parameters among them one number each. */
    void throughout() {
        for (int input = 0; input < node.inputs().size() && node.shape().rank() > 1; input++) {
            perChannel(input);
        }
    }

    /** Inputs have the channels of the result, if they have an axis of that length in its place. */
    void broadcast() {
        if (node.shape().rank() < 2) {
            return;
        }
        for (String tensor : node.inputs()) {
            Shape shape = graph.node(tensor).shape();
            int axis = 1 - (node.shape().rank() - shape.rank());
            if (axis >= 0 && shape.dim(axis) == channels()) {
                for (int i = 0; i < channels(); i++) {
                    slots.couple(tensor, axis, i, name(), 1, i);
                }
            } else {
                slots.exclude(tensor, "layer '" + name() + "' (" + op().kind() + ") repeats them over its channels");
            }
        }
    }

    /** The input of this number, if there is one, has the channels of the result. */
    void perChannel(int input) {
        if (input < node.inputs().size()) {
            String tensor = node.inputs().get(input);
            int axis = graph.node(tensor).shape().rank() == 1 ? 0 : 1;
            for (int i = 0; i < channels(); i++) {
                slots.couple(tensor, axis, i, name(), 1, i);
            }
        }
    }

    /** Channel i of the input is channel i + distance of the result, as far as there is one. */
    void shifted(int distance) {
        for (int i = 0; i < inputChannels(); i++) {
            if (i + distance >= 0 && i + distance < channels()) {
                inputIsResult(i, i + distance);
            }
        }
    }

    void inputIsResult(int position, int result) {
        slots.couple(input(), 1, position, name(), 1, result);
    }

    void inputIsWeight(int position, int axis, int weight) {
        slots.couple(input(), 1, position, weight(), axis, weight);
    }

    void inputIsInput(int position, int other) {
        slots.couple(input(), 1, position, input(), 1, other);
    }

    void resultIsWeight(int position, int axis, int weight) {
        slots.couple(name(), 1, position, weight(), axis, weight);
    }

    void resultIsResult(int position, int other) {
        slots.couple(name(), 1, position, name(), 1, other);
    }

    void exclude(String reason) {
        slots.exclude(name(), reason);
        for (String input : node.inputs()) {
            slots.exclude(input, reason);
        }
    }
}
