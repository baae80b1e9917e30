package dev.espalier.tfjs;

import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import java.util.List;

/** Convolutions and linear layers, with what TensorFlow.js fuses into them. */
final class Convolutions {

    private Convolutions() {}

    /** Weights [height, width, in, out]. */
    static Result conv2d(Call call) {
        Tensor weight = call.constant(1, 4);
        List<Integer> shape = weight.shape();
        Value images = call.image(0);
        int groups = shape.get(2) == 0 ? 1 : images.shape().dim(1) / shape.get(2);
        Value turned = call.parameter(
                Role.WEIGHT,
                weight,
                new int[] {3, 2, 0, 1},
                Shape.of(shape.get(3), shape.get(2), shape.get(0), shape.get(1)));
        return conv2d(call, images, turned, Math.max(groups, 1));
    }

    /** Weights [height, width, channels, filters for each channel]. */
    static Result depthwise(Call call) {
        Tensor weight = call.constant(1, 4);
        List<Integer> shape = weight.shape();
        Value turned = call.parameter(
                Role.WEIGHT,
                weight,
                new int[] {2, 3, 0, 1},
                Shape.of(Math.multiplyExact(shape.get(2), shape.get(3)), 1, shape.get(0), shape.get(1)));
        return conv2d(call, call.image(0), turned, shape.get(2));
    }

    private static Result conv2d(Call call, Value images, Value weight, int groups) {
        call.expectChannelsLast();
        Size2d kernel = new Size2d(weight.shape().dim(2), weight.shape().dim(3));
        Size2d stride = call.size("strides");
        Size2d dilation = call.size("dilations");
        int out = weight.shape().dim(0);
        Padding padding = Padding.of(call, images.shape(), kernel, stride, dilation);
        Value padded = padding.around(call, images);
        var conv = new Conv2d(out, kernel, stride, padding.ofWindow(), dilation, groups);
        List<String> fused = call.attributes().texts("fused_ops");
        if (fused.isEmpty() || !fused.get(0).equals("BiasAdd")) {
            return Activations.fused(call, Result.image(call.add(conv, padded, weight)), fused);
        }
        Value bias = call.perChannel(Role.BIAS, 2, out);
        Result sum = Result.image(call.add(conv, padded, weight, bias));
        return Activations.fused(call, sum, fused.subList(1, fused.size()));
    }

    /** A product with constant weights [in, out], or [out, in] if transposed. */
    static Result matMul(Call call) {
        if (call.attributes().flag("transpose_a")) {
            throw call.fault("transpose_a is set; only the weights may be transposed");
        }
        Tensor weight = call.constant(1, 2);
        boolean outFirst = call.attributes().flag("transpose_b");
        int[] order = outFirst ? new int[] {0, 1} : new int[] {1, 0};
        Shape shape = Shape.of(weight.shape().get(order[0]), weight.shape().get(order[1]));
        Value turned = call.parameter(Role.WEIGHT, weight, order, shape);
        var linear = new Linear(shape.dim(0));
        List<String> fused = call.attributes().texts("fused_ops");
        if (fused.isEmpty() || !fused.get(0).equals("BiasAdd")) {
            return Activations.fused(call, Result.plain(call.add(linear, call.plain(0), turned)), fused);
        }
        Value bias = call.perChannel(Role.BIAS, 2, shape.dim(0));
        Result sum = Result.plain(call.add(linear, call.plain(0), turned, bias));
        return Activations.fused(call, sum, fused.subList(1, fused.size()));
    }
}
