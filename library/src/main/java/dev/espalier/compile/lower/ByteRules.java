package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.BytePooling;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.model.Node;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Shape;
import java.util.List;

/** Nodes that become bytes by themselves. */
final class ByteRules {

    private ByteRules() {}

    static void quantize(Lowering lowering, Node node) {
        LevelType type = lowering.scene().levels().of(node.name()).orElseThrow();
        lowering.bytes()
                .bind(node.name(), lowering.bytes().quantized(node.inputs().get(0), type, lowering.halo(node.name())));
    }

    static void maxPool(Lowering lowering, Node node) {
        MaxPool2d op = (MaxPool2d) node.op();
        Tensor image = lowering.bytes().image(node.inputs().get(0), 0);
        Bytes from = (Bytes) image.layout();
        Shape shape = lowering.scene().shape(node.name());
        Bytes to = new Bytes(
                from.channels(), shape.dim(2), shape.dim(3), from.lanes(), lowering.halo(node.name()), from.zero());
        BytePooling task = new BytePooling(op.kernel(), op.stride(), op.padding(), from, to);
        lowering.bytes().bind(node.name(), lowering.call(shape, task, List.of(image)));
    }
}
