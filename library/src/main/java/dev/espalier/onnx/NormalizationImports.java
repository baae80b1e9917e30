package dev.espalier.onnx;

import dev.espalier.model.op.Abs;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.AveragePool2d;
import dev.espalier.model.op.BatchNorm;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.InstanceNorm;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Power;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Sqrt;
import dev.espalier.model.op.Square;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Normalisation by statistics: those gathered in training, or those of the numbers themselves. */
final class NormalizationImports {

    private NormalizationImports() {}

    static void register(Registry registry) {
        registry.accept("BatchNormalization", NormalizationImports::batch);
        registry.accept("GroupNormalization", NormalizationImports::group);
        registry.accept("InstanceNormalization", NormalizationImports::instance);
        registry.accept("LayerNormalization", NormalizationImports::layer);
        registry.accept("LpNormalization", NormalizationImports::lp);
        registry.accept("LRN", NormalizationImports::response);
        registry.accept("MeanVarianceNormalization", NormalizationImports::meanVariance);
    }

    private static double epsilon(Call call) {
        double epsilon = call.attributes().number("epsilon", 1e-5f);
        return epsilon == 0 ? Float.MIN_NORMAL : epsilon;
    }

    /** Any number of axes as [N, C, H, W] or [N, C]. */
    private static Value images(Call call, Value x) {
        Shape shape = x.shape();
        if (shape.rank() == 2 || shape.rank() == 4) {
            return x;
        }
        if (shape.rank() < 2) {
            throw new OnnxException("normalises " + shape + ", which has no channels");
        }
        int rest = (int) (shape.size() / Math.abs(shape.dim(0)) / shape.dim(1));
        return call.add(new Reshape(Call.shape(shape.dim(0), shape.dim(1), 1, rest)), x);
    }

    private static void put(Call call, Value x, Value images) {
        boolean same = images.shape().equals(x.shape());
        call.put(0, same ? images : call.add(new Reshape(x.shape()), images), Kind.FLOAT);
    }

    private static void batch(Call call) {
        if (call.attributes().flag("training_mode", false) || call.hasOutput(1)) {
            throw new OnnxException("normalises by the batch, as in training; only what it does after can be read");
        }
        if (call.opset() < 9 && !call.attributes().flag("spatial", true)) {
            throw new OnnxException("normalises every position by itself, which cannot be read");
        }
        double kept = call.attributes().number("momentum", 0.9f);
        // The format counts what is kept of the old statistics, the operator what is taken of the new.
        double momentum = kept >= 0 && kept < 1 ? 1 - kept : 0.1;
        Value x = call.value(0);
        Value images = images(call, x);
        BatchNorm norm = new BatchNorm(epsilon(call), momentum);
        Value[] operands = {
            images,
            call.value(1, Role.SCALE),
            call.value(2, Role.SHIFT),
            call.value(3, Role.RUNNING_MEAN),
            call.value(4, Role.RUNNING_VARIANCE)
        };
        if (images.equals(x)) {
            call.result(norm, operands);
        } else {
            put(call, x, call.add(norm, operands));
        }
    }

    private static void instance(Call call) {
        Value x = call.value(0);
        Value scale = call.value(1, Role.SCALE);
        put(call, x, call.add(new InstanceNorm(epsilon(call)), images(call, x), scale, call.value(2, Role.SHIFT)));
    }

    private static void layer(Call call) {
        Value x = call.value(0);
        int rank = x.shape().rank();
        int dims = rank - Call.axis(call.attributes().integer("axis", -1), rank);
        statistics(call, x, rank - dims);
        // Something must stand before what is normalised, be it an axis of length 1.
        List<Integer> led = new ArrayList<>(x.shape().dims());
        if (dims == rank) {
            led.add(0, 1);
        }
        Value rows = dims == rank ? call.add(new Reshape(new Shape(led)), x) : x;
        LayerNorm norm = new LayerNorm(dims, epsilon(call));
        Shape row = norm.rowShape(rows.shape());
        Value scale = row(call, 1, Role.SCALE, row);
        Value shift = call.has(2)
                ? row(call, 2, Role.SHIFT, row)
                : call.constant("shift", Role.SHIFT, zeros(call, ints(row)));
        if (rows.equals(x)) {
            call.result(norm, rows, scale, shift);
        } else {
            put(call, x, call.add(norm, rows, scale, shift));
        }
    }

    /** Mean and reciprocal deviation, if somebody asks for them. */
    private static void statistics(Call call, Value x, int axis) {
        if (!call.hasOutput(1) && !call.hasOutput(2)) {
            return;
        }
        List<Integer> axes = IntStream.range(axis, x.shape().rank()).boxed().toList();
        Reduce mean = new Reduce(Reducer.MEAN, axes, true);
        Value means = call.add(mean, x);
        Value variance = call.add(mean, call.add(new Square(), call.add(new Subtract(), x, means)));
        Value deviation = call.add(new Power(-0.5), call.add(new Affine(1, epsilon(call)), variance));
        call.put(1, means, Kind.FLOAT);
        call.put(2, deviation, Kind.FLOAT);
    }

    private static Tensor zeros(Call call, int[] dims) {
        return Tensor.floats(call.allow(dims), new float[Tensor.count(dims)]);
    }

    private static int[] ints(Shape shape) {
        return shape.dims().stream().mapToInt(Integer::intValue).toArray();
    }

    private static Value row(Call call, int input, Role role, Shape row) {
        if (!call.isKnown(input)) {
            return call.value(input);
        }
        return call.parameter(input, role, "row " + row, tensor -> Broadcasting.to(ints(row), tensor));
    }

    /** Channels in groups that are normalised together; scale and shift are per group up to operator set 20, then per channel. */
    private static void group(Call call) {
        Value x = call.value(0);
        Shape shape = x.shape();
        int groups = call.attributes().integer("num_groups", 1);
        if (groups < 1 || shape.rank() < 2 || shape.dim(1) % groups != 0) {
            throw new OnnxException("makes " + groups + " groups of the channels of " + shape);
        }
        int rest = (int) (shape.size() / Math.abs(shape.dim(0)) / groups);
        Value grouped = call.add(new Reshape(Call.shape(shape.dim(0), groups, 1, rest)), x);
        Value normal = call.add(new InstanceNorm(epsilon(call)), grouped);
        boolean perGroup = call.opset() < 21;
        Value wide = perGroup ? normal : call.add(new Reshape(shape), normal);
        int[] dims = new int[perGroup ? 3 : shape.rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = perGroup ? groups : shape.dim(1);
        Value scale = call.parameter(1, Role.SCALE, "per channel", tensor -> tensor.reshaped(dims));
        Value shift = call.parameter(2, Role.SHIFT, "per channel", tensor -> tensor.reshaped(dims));
        put(call, x, call.add(new Add(), call.add(new Multiply(), wide, scale), shift));
    }

    /** x / (bias + alpha / size sum of squares of so many neighbouring channels) to the power of beta. */
    private static void response(Call call) {
        Value x = call.value(0);
        Shape shape = x.shape();
        int size = call.attributes().integer("size", 1);
        double alpha = call.attributes().number("alpha", 1e-4f);
        double beta = call.attributes().number("beta", 0.75);
        double bias = call.attributes().number("bias", 1);
        if (size < 1 || shape.rank() < 2) {
            throw new OnnxException("sums over " + size + " channels of " + shape);
        }
        int rest = (int) (shape.size() / Math.abs(shape.dim(0)) / shape.dim(1));
        Value squares = call.add(new Square(), x);
        Value rows = call.add(new Reshape(Call.shape(shape.dim(0), 1, shape.dim(1), rest)), squares);
        Value padded = call.add(new PadAxis(2, (size - 1) / 2, size / 2), rows);
        AveragePool2d mean = new AveragePool2d(new Size2d(size, 1), Size2d.square(1), Size2d.square(0));
        Value means = call.add(new Reshape(shape), call.add(mean, padded));
        Value factor = call.add(new Power(-beta), call.add(new Affine(alpha, bias), means));
        call.result(new Multiply(), x, factor);
    }

    private static void lp(Call call) {
        Value x = call.value(0);
        int axis = Call.axis(call.attributes().integer("axis", -1), x.shape().rank());
        boolean squared = call.attributes().integer("p", 2) == 2;
        Value sizes = call.add(squared ? new Square() : new Abs(), x);
        Value sum = call.add(new Reduce(Reducer.SUM, List.of(axis), true), sizes);
        call.result(new Divide(), x, squared ? call.add(new Sqrt(), sum) : sum);
    }

    private static void meanVariance(Call call) {
        Value x = call.value(0);
        long[] named = call.attributes().integers("axes").orElse(new long[] {0, 2, 3});
        List<Integer> axes =
                Arrays.stream(Call.axes(named, x.shape().rank())).boxed().toList();
        Reduce mean = new Reduce(Reducer.MEAN, axes, true);
        Value centred = call.add(new Subtract(), x, call.add(mean, x));
        Value variance = call.add(mean, call.add(new Square(), centred));
        Value deviation = call.add(new Affine(1, 1e-9), call.add(new Sqrt(), variance));
        call.result(new Divide(), centred, deviation);
    }
}
