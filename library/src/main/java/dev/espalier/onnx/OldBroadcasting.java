package dev.espalier.onnx;

import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.proto.NodeProto;
import java.util.Arrays;
import java.util.Set;

/**
 * Operator set 6, in which the second tensor is repeated only where a node asks for it, from an axis on that it names:
 * {@code broadcast=1, axis=1} for [C] besides [N, C, H, W].
 */
final class OldBroadcasting {

    private static final Set<String> TYPES =
            Set.of("Add", "And", "Div", "Equal", "Greater", "Less", "Mul", "Or", "PRelu", "Pow", "Sub", "Xor");

    private OldBroadcasting() {}

    /** The node as newer sets would write it: the second tensor with as many axes as it has to be repeated along. */
    static NodeProto modern(NodeProto node, Reading reading) {
        if (reading.opset() >= 7 || !TYPES.contains(node.getOpType()) || node.getInputCount() != 2) {
            return node;
        }
        Operand a = reading.operand(node.getInput(0));
        Operand b = reading.operand(node.getInput(1));
        Attributes attributes = new Attributes(node);
        boolean perChannel = node.getOpType().equals("PRelu");
        int axis = attributes.integer("axis", perChannel ? 1 : a.rank() - b.rank());
        boolean asked = perChannel || attributes.flag("broadcast", false);
        if (!asked || Dims.size(b.dims()) == 1) {
            return node;
        }
        int following = a.rank() - Call.axis(axis, Math.max(a.rank(), 1)) - b.rank();
        if (following < 0 || Dims.isOpen(b.dims())) {
            throw new OnnxException("repeats a tensor of dimensions " + Arrays.toString(b.dims()) + " along those of "
                    + Arrays.toString(a.dims()) + " from axis " + axis + " on");
        }
        if (following == 0) {
            return node;
        }
        int[] dims = Arrays.copyOf(b.dims(), b.rank() + following);
        Arrays.fill(dims, b.rank(), dims.length, 1);
        String name = Call.name(node) + ".second";
        if (reading.knows(name)) {
            throw new OnnxException("needs the name '" + name + "', which exists already");
        }
        reading.put(name, aligned(reading, name, b, dims));
        return node.toBuilder().setInput(1, name).build();
    }

    private static Operand aligned(Reading reading, String name, Operand operand, int[] dims) {
        if (operand instanceof Operand.Computed computed) {
            Value value = reading.add(name, new Reshape(Call.shape(dims)), computed.value());
            return new Operand.Computed(value, computed.kind());
        }
        return new Operand.Known(((Operand.Known) operand).tensor().reshaped(dims));
    }
}
