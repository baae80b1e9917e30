package dev.espalier.tfjs;

import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Relu6;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Sigmoid;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A node about to be converted: its operands in the form they are needed in, and where to put what it becomes. */
record Call(Importer importer, TfNode node) {

    Attributes attributes() {
        return node.attributes();
    }

    Malformed fault(String what) {
        return node.fault(what);
    }

    int inputs() {
        return node.inputs().size();
    }

    private String input(int index) {
        if (index >= node.inputs().size()) {
            throw fault("it reads " + inputs() + " nodes, but needs " + (index + 1));
        }
        return node.inputs().get(index);
    }

    boolean isConstant(int index) {
        return importer.isConstant(input(index));
    }

    /** An operand that must be known now, such as weights or axes. */
    Tensor constant(int index) {
        if (!isConstant(index)) {
            throw fault("its input '" + input(index) + "' is computed; it must be a constant");
        }
        return importer.constant(input(index));
    }

    /** A constant operand of this many axes. */
    Tensor constant(int index, int rank) {
        Tensor tensor = constant(index);
        if (tensor.rank() != rank) {
            throw fault("its constant '" + input(index) + "' has shape " + tensor.shape() + "; it must have " + rank
                    + " axes");
        }
        return tensor;
    }

    /** An operand that is computed, as it lies. */
    Result result(int index) {
        if (isConstant(index)) {
            throw fault("its input '" + input(index) + "' is a constant; it must be computed");
        }
        return importer.result(input(index));
    }

    /** An operand as [N, C, H, W]. */
    Value image(int index) {
        Result result = result(index);
        if (result.shape().rank() != 4) {
            throw fault(
                    "it reads '" + input(index) + "' of shape " + result.shape() + "; it must be a batch of images");
        }
        return importer.image(node.name(), result);
    }

    /** An operand as TensorFlow has it. */
    Value plain(int index) {
        return importer.plain(node.name(), result(index));
    }

    Value add(Op op, Value... inputs) {
        return importer.add(node.name(), op, inputs);
    }

    Value parameter(Role role, Tensor constant, int[] order, Shape shape) {
        String name = node.name() + "." + role.name().toLowerCase(Locale.ROOT);
        return importer.parameter(name, role, constant, order, shape);
    }

    /** A constant with one number for each channel, as a parameter. */
    Value perChannel(Role role, int index, int channels) {
        Tensor tensor = constant(index, 1);
        if (tensor.numbers().length != channels) {
            throw fault("its constant '" + input(index) + "' has shape " + tensor.shape() + "; there are " + channels
                    + " channels");
        }
        return parameter(role, tensor, TensorOrder.same(1), Shape.of(channels));
    }

    /** Whether an operand comes straight from a rectifier. */
    boolean isNeverNegative(int index) {
        Op op = importer.op(result(index).value());
        return op instanceof Relu || op instanceof Relu6 || op instanceof Sigmoid;
    }

    /** The two middle ones of four numbers, those for height and width; 1 and 1 if the attribute is left out. */
    Size2d size(String attribute) {
        List<Integer> four = attributes().integers(attribute);
        if (four.isEmpty()) {
            return Size2d.square(1);
        }
        if (four.size() != 4 || four.get(0) != 1 || four.get(3) != 1) {
            throw fault(attribute + " is " + four + "; it must be [1, height, width, 1]");
        }
        return new Size2d(four.get(1), four.get(2));
    }

    /** Fails unless channels come last, the only order that the CPU can compute. */
    void expectChannelsLast() {
        String format = attributes().text("data_format", "NHWC");
        if (!format.equals("NHWC")) {
            throw fault("data_format is " + format + "; only NHWC can be read");
        }
    }

    /** Axes counted from 0, of those given perhaps from the end. */
    List<Integer> axes(int[] given, int rank) {
        List<Integer> axes = new ArrayList<>();
        for (int axis : given) {
            if (axis < -rank || axis >= rank) {
                throw fault("axis " + axis + " of a tensor of " + rank + " axes");
            }
            axes.add(axis < 0 ? axis + rank : axis);
        }
        return axes;
    }
}
