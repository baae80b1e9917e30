package dev.espalier.onnx;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that give numbers other places. */
final class LayoutImports {

    private LayoutImports() {}

    static void register(Registry registry) {
        registry.accept("Concat", LayoutImports::concat);
        registry.accept("DepthToSpace", LayoutImports::depthToSpace);
        registry.accept("Expand", LayoutImports::expand);
        registry.accept(
                "Flatten",
                call -> reshape(
                        call,
                        Dims.flattened(call.operand(0).dims(), call.attributes().integer("axis", 1))));
        registry.accept("Reshape", LayoutImports::reshape);
        registry.accept("Slice", LayoutImports::slice);
        registry.accept("SpaceToDepth", LayoutImports::spaceToDepth);
        registry.accept("Split", LayoutImports::split);
        registry.accept(
                "Squeeze", call -> reshape(call, Dims.squeezed(call.operand(0).dims(), axes(call))));
        registry.accept("Tile", LayoutImports::tile);
        registry.accept("Transpose", LayoutImports::transpose);
        registry.accept(
                "Unsqueeze",
                call -> reshape(call, Dims.unsqueezed(call.operand(0).dims(), axes(call))));
    }

    /** An attribute up to operator set 12, an input since. */
    static long[] axes(Call call) {
        return call.opset() < 13 ? call.attributes().integers("axes").orElse(null) : call.integers("axes", 1);
    }

    /** What Reshape asks for. */
    static int[] target(Call call) {
        boolean zeros = call.attributes().flag("allowzero", false);
        return Dims.reshaped(call.operand(0).dims(), call.read(call.known(1, "shape")), zeros);
    }

    private static void reshape(Call call) {
        reshape(call, target(call));
    }

    private static void reshape(Call call, int[] dims) {
        Value x = call.value(0);
        Shape shape = Call.shape(dims);
        if (shape.equals(x.shape())) {
            call.put(0, call.operand(0));
        } else {
            call.result(new Reshape(shape), x);
        }
    }

    private static void transpose(Call call) {
        Value x = call.value(0);
        int[] permutation = Dims.permutation(call, x.shape().rank());
        int[] sorted = permutation.clone();
        Arrays.sort(sorted);
        if (Arrays.equals(sorted, permutation)) {
            call.put(0, call.operand(0));
        } else {
            call.result(Transpose.of(permutation), x);
        }
    }

    private static void concat(Call call) {
        int axis =
                Call.axis(call.attributes().integer("axis", 1), call.operand(0).rank());
        Value[] parts = new Value[call.inputs()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = call.value(i);
        }
        call.result(new Concat(axis), parts);
    }

    private static void slice(Call call) {
        Value x = call.value(0);
        for (Ranges range : Ranges.of(call)) {
            x = Positions.pick(call, x, range);
        }
        call.put(0, x, call.operand(0).kind());
    }

    /** The lengths of the parts of a Split: given, or as equal as can be. */
    static int[] parts(Call call, int length) {
        long[] given = call.opset() < 13 ? call.attributes().integers("split").orElse(null) : call.integers("split", 1);
        int[] parts = new int[call.outputs()];
        if (given == null) {
            int part = (length + parts.length - 1) / parts.length;
            for (int i = 0; i < parts.length; i++) {
                parts[i] = Math.max(0, Math.min(part, length - i * part));
            }
            return parts;
        }
        boolean negative = Arrays.stream(given).anyMatch(part -> part < 0);
        if (negative || given.length != parts.length || Arrays.stream(given).reduce(0, Math::addExact) != length) {
            throw new OnnxException("splits an axis of length " + length + " into parts of " + Arrays.toString(given)
                    + " for " + parts.length + " outputs");
        }
        return Arrays.stream(given).mapToInt(Math::toIntExact).toArray();
    }

    private static void split(Call call) {
        Value x = call.value(0);
        int axis = Call.axis(call.attributes().integer("axis", 0), x.shape().rank());
        int[] parts = parts(call, x.shape().dim(axis));
        int from = 0;
        for (int i = 0; i < parts.length; i++) {
            Call.shape(parts[i]);
            call.put(
                    i,
                    Positions.slice(call, x, axis, from, parts[i]),
                    call.operand(0).kind());
            from += parts[i];
        }
    }

    /** What Expand makes of these dimensions: those of the tensor and those asked for repeat each other. */
    static int[] expanded(Call call) {
        Tensor target = call.read(call.known(1, "shape"));
        Budget.axes(target.count());
        int[] asked = new int[target.count()];
        for (int i = 0; i < asked.length; i++) {
            long dim = target.integer(i);
            if (dim < 0 && dim != Tensor.OPEN) {
                throw new OnnxException("asks for the dimensions " + Arrays.toString(target.integers()));
            }
            asked[i] = dim == Tensor.OPEN ? Shape.BATCH : Math.toIntExact(dim);
        }
        return Broadcasting.dims(call.operand(0).dims(), asked);
    }

    static void expand(Call call) {
        call.result(new Expand(Call.shape(expanded(call))), call.value(0));
    }

    /** How often a Tile repeats each axis. */
    static int[] repeats(Call call) {
        long[] repeats = call.integers("repeats", 1);
        if (repeats == null || repeats.length != call.operand(0).rank()) {
            throw new OnnxException(
                    "does not say for each of the " + call.operand(0).rank() + " axes how often to repeat it");
        }
        if (Arrays.stream(repeats).anyMatch(count -> count < 0)) {
            throw new OnnxException("repeats " + Arrays.toString(repeats) + " times");
        }
        return Arrays.stream(repeats).mapToInt(Math::toIntExact).toArray();
    }

    /** [a, b] r times along the first axis: [1, a, b] spread to [r, a, b], as one axis again. */
    private static void tile(Call call) {
        Value x = call.value(0);
        int[] repeats = repeats(call);
        for (int axis = 0; axis < repeats.length; axis++) {
            if (repeats[axis] != 1) {
                Shape shape = x.shape();
                int length = shape.dim(axis);
                if (length == Shape.BATCH) {
                    throw new OnnxException("repeats the open batch; fix the batch size");
                }
                List<Integer> apart = new ArrayList<>(shape.dims());
                apart.add(axis, 1);
                Value single = call.add(new Reshape(new Shape(apart)), x);
                Shape repeated = Call.shape(Dims.array(apart)).withDim(axis, repeats[axis]);
                Value spread = call.add(new Expand(repeated), single);
                int whole = Math.multiplyExact(length, repeats[axis]);
                x = call.add(new Reshape(shape.withDim(axis, whole)), spread);
            }
        }
        call.put(0, x, call.operand(0).kind());
    }

    private static int blocks(Call call) {
        int block = call.attributes().integer("blocksize", 1);
        if (block < 1 || call.operand(0).rank() != 4) {
            throw new OnnxException("has blocks of " + block + " pixels, and a tensor of "
                    + call.operand(0).rank() + " axes; at least 1 and [N, C, H, W] are expected");
        }
        return block;
    }

    private static void depthToSpace(Call call) {
        int block = blocks(call);
        Value x = call.value(0);
        if (call.attributes().text("mode", "DCR").equals("CRD")) {
            call.result(new PixelShuffle(block), x);
            return;
        }
        // The channels of a block are the slowest axis here: [N, r r, C', H, W] to [N, C', r r, H, W].
        Shape shape = x.shape();
        int area = Math.multiplyExact(block, block);
        int rest = shape.dim(1) / area;
        Shape apart = Call.shape(shape.dim(0), area, rest, shape.dim(2), shape.dim(3));
        Value blocks = call.add(Transpose.of(0, 2, 1, 3, 4), call.add(new Reshape(apart), x));
        call.result(new PixelShuffle(block), call.add(new Reshape(shape), blocks));
    }

    private static void spaceToDepth(Call call) {
        int block = blocks(call);
        Value x = call.value(0);
        int channels = x.shape().dim(1);
        Value deep = call.add(new PixelUnshuffle(block), x);
        Shape shape = deep.shape();
        Shape apart = Call.shape(shape.dim(0), channels, block * block, shape.dim(2), shape.dim(3));
        Value blocks = call.add(Transpose.of(0, 2, 1, 3, 4), call.add(new Reshape(apart), deep));
        call.result(new Reshape(shape), blocks);
    }
}
