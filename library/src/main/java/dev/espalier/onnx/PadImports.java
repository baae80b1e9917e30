package dev.espalier.onnx;

import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import java.util.stream.IntStream;

/** Borders around tensors. */
final class PadImports {

    private PadImports() {}

    static void register(Registry registry) {
        registry.accept("Pad", PadImports::pad);
    }

    private static void pad(Call call) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        int[][] pads = pads(call, rank);
        String mode = call.attributes().text("mode", "constant");
        double number = call.opset() < 11 ? call.attributes().number("value", 0) : call.scalar(2, "constant", 0);
        if (mode.equals("reflect") && isSymmetric(pads)) {
            call.result(new Pad2d(new Size2d(pads[2][0], pads[3][0]), Pad2d.Mode.REFLECT), x);
            return;
        }
        for (int axis = 0; axis < rank; axis++) {
            x = along(call, x, axis, pads[axis][0], pads[axis][1], mode, (float) number);
        }
        call.put(0, x, call.operand(0).kind());
    }

    /** Before and behind each axis; negative where something is cut off. */
    private static int[][] pads(Call call, int rank) {
        long[] given = call.opset() < 11 ? call.attributes().integers("pads").orElse(null) : call.integers("pads", 1);
        long[] named = call.opset() < 18 ? null : call.integers("axes", 3);
        int count = named == null ? rank : named.length;
        if (given == null || given.length != 2 * count) {
            throw new OnnxException("should name " + 2 * count + " borders for " + count + " axes");
        }
        int[][] pads = new int[rank][2];
        for (int i = 0; i < count; i++) {
            int axis = named == null ? i : Call.axis(named[i], rank);
            pads[axis][0] = Math.toIntExact(given[i]);
            pads[axis][1] = Math.toIntExact(given[count + i]);
        }
        return pads;
    }

    private static boolean isSymmetric(int[][] pads) {
        return pads.length == 4
                && IntStream.range(0, 4).allMatch(axis -> pads[axis][0] == pads[axis][1] && pads[axis][0] >= 0)
                && pads[0][0] == 0
                && pads[1][0] == 0;
    }

    private static Value along(Call call, Value x, int axis, int before, int after, String mode, float number) {
        int length = x.shape().dim(axis);
        if (before == 0 && after == 0) {
            return x;
        }
        if (length == Shape.BATCH) {
            throw new OnnxException("pads the open batch; fix the batch size");
        }
        long front = Math.max(0, -(long) before);
        long rest = length - front - Math.max(0, -(long) after);
        if (rest < 1) {
            throw new OnnxException("cuts " + before + " and " + after + " off axis " + axis + " of " + x.shape()
                    + ", which leaves nothing");
        }
        Value kept = Positions.slice(call, x, axis, (int) front, (int) rest);
        int padBefore = Math.max(0, before);
        int padAfter = Math.max(0, after);
        if (mode.equals("constant")) {
            return Borders.along(call, kept, axis, padBefore, padAfter, number);
        }
        int size = kept.shape().dim(axis);
        int whole = Math.addExact(Math.addExact(padBefore, size), padAfter);
        int[] positions = new int[Tensor.count(call.allow(whole))];
        for (int i = 0; i < whole; i++) {
            positions[i] = inside(i - padBefore, size, mode);
        }
        return Positions.pick(call, kept, axis, positions);
    }

    private static int inside(int position, int length, String mode) {
        return switch (mode) {
            case "edge" -> Math.min(Math.max(position, 0), length - 1);
            case "wrap" -> Math.floorMod(position, length);
            case "reflect" -> {
                int period = Math.max(1, 2 * (length - 1));
                int turned = Math.floorMod(position, period);
                yield turned < length ? turned : period - turned;
            }
            default -> throw new OnnxException("pads in the unknown way '" + mode + "'");
        };
    }
}
