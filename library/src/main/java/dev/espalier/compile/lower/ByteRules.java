package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.ByteMove;
import dev.espalier.compile.kernel.ByteMove.Place;
import dev.espalier.compile.kernel.BytePooling;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.model.Node;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.MaxPool2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import java.util.ArrayList;
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

    /** Whether a node puts levels of images to other places, and is no border of a layer that reads around its image. */
    static boolean moves(Node node, Scene scene) {
        Op op = node.op();
        boolean moves = op instanceof Concat concat && concat.axis() > 0
                || op instanceof PadAxis pad && pad.axis() > 0
                || op instanceof Slice slice && slice.axis() > 0
                || op instanceof Pad2d border && border.mode() == Pad2d.Mode.ZERO;
        Node reader = scene.onlyReader(node);
        return moves
                && scene.shape(node.name()).rank() == 4
                && scene.shape(node.name()).dim(0) == 1
                && scene.levels().of(node.name()).isPresent()
                && !(op instanceof Pad2d && reader != null && reader.op() instanceof Conv2d);
    }

    static void move(Lowering lowering, Node node) {
        List<Bytes> images = new ArrayList<>();
        List<Tensor> tensors = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        int first = 0;
        for (String input : node.inputs()) {
            Tensor tensor = lowering.bytes().image(input, 0);
            Bytes image = (Bytes) tensor.layout();
            tensors.add(tensor);
            images.add(image);
            places.add(place(node.op(), first));
            first += node.op() instanceof Concat concat ? tensor.shape().dim(concat.axis()) : 0;
        }
        Shape shape = lowering.scene().shape(node.name());
        LevelType type = lowering.scene().levels().of(node.name()).orElseThrow();
        Bytes to = type.layout(shape.dim(1), shape.dim(2), shape.dim(3), lowering.halo(node.name()));
        lowering.bytes().bind(node.name(), lowering.call(shape, new ByteMove(images, places, to), tensors));
    }

    /** Where an operand goes, if it is joined to others behind so many positions. */
    private static Place place(Op op, int behind) {
        if (op instanceof Pad2d border) {
            return new Place(0, border.padding().height(), border.padding().width());
        }
        if (op instanceof PadAxis pad) {
            return along(pad.axis(), pad.before());
        }
        return op instanceof Slice slice ? along(slice.axis(), -slice.from()) : along(((Concat) op).axis(), behind);
    }

    private static Place along(int axis, int position) {
        return new Place(axis == 1 ? position : 0, axis == 2 ? position : 0, axis == 3 ? position : 0);
    }
}
