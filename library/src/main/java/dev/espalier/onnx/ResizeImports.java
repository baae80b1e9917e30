package dev.espalier.onnx;

import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Interpolation.Position;
import dev.espalier.onnx.Operators.Registry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images at another extent. The format has many rules of where pixels lie; those of PyTorch are an operator of their own,
 * all others become a product with a matrix along each axis.
 */
final class ResizeImports {

    private ResizeImports() {}

    static void register(Registry registry) {
        registry.accept("Resize", ResizeImports::resize);
        registry.accept("Upsample", ResizeImports::resize);
    }

    private static void resize(Call call) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        if (call.attributes().flag("antialias", false)) {
            throw new OnnxException("smoothes what it makes smaller, which cannot be read");
        }
        if (!call.attributes().text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw new OnnxException("keeps the aspect ratio, which cannot be read");
        }
        double[] scales = scales(call, x.shape());
        int[] sizes = sizes(call, x.shape(), scales);
        List<Integer> changed = IntStream.range(0, rank)
                .filter(axis -> sizes[axis] != x.shape().dim(axis) || scales[axis] != 1)
                .boxed()
                .toList();
        if (rank == 4 && !changed.isEmpty() && changed.get(0) >= 2 && isPytorch(call, x.shape(), sizes, scales)) {
            call.result(pytorch(call, sizes), x);
            return;
        }
        Value resized = x;
        for (int axis : changed) {
            if (x.shape().dim(axis) == Shape.BATCH) {
                throw new OnnxException("resizes the open batch; fix the batch size");
            }
            call.allow(x.shape().dim(axis), sizes[axis]);
            Interpolation rule = rule(call, x.shape().dim(axis), sizes[axis], scales[axis]);
            resized = Along.product(call, resized, axis, "resize", rule.matrix());
        }
        call.put(0, resized, call.operand(0).kind());
    }

    private static int scalesInput(Call call) {
        return call.type().equals("Upsample") || call.opset() < 11 ? 1 : 2;
    }

    private static long[] axes(Call call, int rank) {
        long[] all = IntStream.range(0, rank).asLongStream().toArray();
        return call.opset() < 18 ? all : call.attributes().integers("axes").orElse(all);
    }

    private static Tensor attribute(Call call) {
        List<Float> scales = call.attributes().numbers("scales").orElse(List.of());
        double[] numbers = scales.stream().mapToDouble(Float::doubleValue).toArray();
        return Tensor.of(Tensor.Kind.FLOAT, new int[] {numbers.length}, numbers);
    }

    private static boolean hasScales(Call call) {
        if (call.opset() < 9) {
            return true;
        }
        int input = scalesInput(call);
        return call.has(input) && call.known(input, "scales").count() > 0;
    }

    private static double[] scales(Call call, Shape shape) {
        double[] scales = new double[shape.rank()];
        Arrays.fill(scales, 1);
        long[] axes = axes(call, shape.rank());
        if (hasScales(call)) {
            Tensor given = call.opset() < 9 ? attribute(call) : call.known(scalesInput(call), "scales");
            expect(axes.length, given.count());
            for (int i = 0; i < axes.length; i++) {
                scales[Call.axis(axes[i], scales.length)] = given.at(i);
            }
            return scales;
        }
        Tensor given = call.known(3, "sizes");
        expect(axes.length, given.count());
        for (int i = 0; i < axes.length; i++) {
            int axis = Call.axis(axes[i], scales.length);
            boolean stays = given.integer(i) == Tensor.OPEN || shape.dim(axis) == Shape.BATCH;
            scales[axis] = stays ? 1 : (double) given.integer(i) / shape.dim(axis);
        }
        return scales;
    }

    private static void expect(int expected, int found) {
        if (expected != found) {
            throw new OnnxException("names " + found + " sizes or scales for " + expected + " axes");
        }
    }

    private static int[] sizes(Call call, Shape shape, double[] scales) {
        int[] sizes = new int[scales.length];
        for (int axis = 0; axis < sizes.length; axis++) {
            double size = shape.dim(axis) * scales[axis];
            sizes[axis] = scales[axis] == 1
                    ? shape.dim(axis)
                    : (int) (hasScales(call) ? Math.floor(size + 1e-6) : Math.rint(size));
        }
        Call.shape(sizes);
        return sizes;
    }

    private static String coordinates(Call call) {
        boolean old = call.type().equals("Upsample") || call.opset() < 11;
        return call.attributes().text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
    }

    private static Interpolation rule(Call call, int in, int out, double scale) {
        Position position = Interpolation.position(coordinates(call), in, out, scale);
        String mode = call.attributes().text("mode", "nearest");
        boolean old = call.type().equals("Upsample") || call.opset() < 11;
        return switch (mode) {
            case "nearest" ->
                Interpolation.nearest(
                        position,
                        in,
                        out,
                        call.attributes().text("nearest_mode", old ? "floor" : "round_prefer_floor"));
            case "linear", "bilinear" -> Interpolation.linear(position, in, out);
            case "cubic" ->
                Interpolation.cubic(
                        position,
                        in,
                        out,
                        call.attributes().number("cubic_coeff_a", -0.75),
                        call.attributes().flag("exclude_outside", false));
            default -> throw new OnnxException("resizes in the unknown way '" + mode + "'");
        };
    }

    private static Resize2d pytorch(Call call, int[] sizes) {
        Size2d size = new Size2d(sizes[2], sizes[3]);
        boolean nearest = call.attributes().text("mode", "nearest").equals("nearest");
        return nearest
                ? Resize2d.nearest(size)
                : new Resize2d(size, Resize2d.Mode.BILINEAR, coordinates(call).equals("align_corners"));
    }

    /** Whether an operator of the graph follows the same rule along both axes. */
    private static boolean isPytorch(Call call, Shape shape, int[] sizes, double[] scales) {
        String mode = call.attributes().text("mode", "nearest");
        if (mode.equals("cubic")) {
            return false;
        }
        for (int axis = 2; axis < 4; axis++) {
            int in = shape.dim(axis);
            int out = sizes[axis];
            call.allow(in, out, 2);
            String own = coordinates(call).equals("align_corners") ? "align_corners" : "half_pixel";
            Interpolation operator = mode.equals("nearest")
                    ? Interpolation.nearest(i -> Math.floor((float) in / out * i), in, out, "floor")
                    : Interpolation.linear(Interpolation.position(own, in, out, (double) out / in), in, out);
            if (!rule(call, in, out, scales[axis]).agrees(operator)) {
                return false;
            }
        }
        return true;
    }
}
