package dev.espalier.onnx;

import dev.espalier.model.op.Add;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Divide;
import dev.espalier.model.op.Multiply;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Relu;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Subtract;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Quantization of what is computed: to integers and back, in the arithmetic of the format. {@link QuantizationIdiom} makes
 * one operator of both where it can.
 */
final class QuantizationImports {

    private QuantizationImports() {}

    static void register(Registry registry) {
        registry.accept("DequantizeLinear", QuantizationImports::dequantize);
        registry.accept("DynamicQuantizeLinear", QuantizationImports::quantizeByRange);
        registry.accept("QuantizeLinear", QuantizationImports::quantize);
    }

    /** The integers of a type. */
    record Range(ElementType type, long least, long most) {

        /** The type of what QuantizeLinear gives: that of its zero point. */
        static Range of(Call call) {
            ElementType type = call.has(2)
                    ? call.known(2, "zero point").type().orElse(null)
                    : call.attributes().integer("output_dtype", 0) == 0
                            ? ElementType.UINT8
                            : ElementType.of(call.attributes().integer("output_dtype", 0));
            if (type == null) {
                throw new OnnxException("has a zero point that was calculated, so it is not known what type it has");
            }
            return switch (type) {
                case INT8, INT16 -> new Range(type, -(1L << 8 * type.bytes() - 1), (1L << 8 * type.bytes() - 1) - 1);
                case UINT8, UINT16 -> new Range(type, 0, (1L << 8 * type.bytes()) - 1);
                default -> throw new OnnxException("quantizes to " + type + "; integers of 8 and 16 bits can be read");
            };
        }
    }

    static int axis(Call call, int rank) {
        return Call.axis(call.attributes().integer("axis", 1), rank);
    }

    static void refuseBlocks(Call call) {
        if (call.attributes().integer("block_size", 0) != 0) {
            throw new OnnxException("shares scales in blocks, which cannot be read");
        }
    }

    /** One number, or numbers along an axis, so that they are repeated to the shape. */
    private static Value each(Call call, int input, Role role, Shape x) {
        int[] dims = call.operand(input).dims();
        int count = 1;
        for (int dim : dims) {
            count *= dim;
        }
        int[] wanted = new int[0];
        if (count != 1) {
            List<Integer> apart = new ArrayList<>(Collections.nCopies(x.rank(), 1));
            apart.set(axis(call, x.rank()), count);
            wanted = Dims.array(apart);
        }
        int[] wide = wanted;
        if (call.isKnown(input)) {
            Role known = wide.length == 0 ? role : Role.CONSTANT;
            return call.parameter(input, known, "repeated " + Shape.of(wide), numbers -> numbers.reshaped(wide));
        }
        return call.add(new Reshape(Shape.of(wide)), call.value(input));
    }

    private static boolean isOneNumber(Call call, int input) {
        return call.isKnown(input) && call.known(input).isScalar();
    }

    private static void quantize(Call call) {
        refuseBlocks(call);
        Value x = call.value(0);
        Range range = Range.of(call);
        Value steps = call.add(new Divide(), x, each(call, 1, Role.STEP, x.shape()));
        Value rounded = call.add(new Round(), steps);
        if (call.has(2) && !isOneNumber(call, 2)) {
            Value shifted = call.add(new Add(), rounded, each(call, 2, Role.CONSTANT, x.shape()));
            call.result(Kind.INTEGER, new Clamp(range.least(), range.most()), shifted);
            return;
        }
        double zero = call.scalar(2, "zero point", 0);
        Op clamp = new Clamp(range.least() - zero, range.most() - zero);
        if (zero == 0) {
            call.result(Kind.INTEGER, clamp, rounded);
        } else {
            call.result(Kind.INTEGER, new Affine(1, zero), call.add(clamp, rounded));
        }
    }

    private static void dequantize(Call call) {
        refuseBlocks(call);
        Value x = call.value(0);
        Value levels = x;
        if (call.has(2)) {
            double zero = isOneNumber(call, 2) ? call.known(2).at(0) : Double.NaN;
            if (zero != 0) {
                levels = isOneNumber(call, 2)
                        ? call.add(new Affine(1, -zero), x)
                        : call.add(new Subtract(), x, each(call, 2, Role.CONSTANT, x.shape()));
            }
        }
        call.result(Kind.FLOAT, new Multiply(), levels, each(call, 1, Role.STEP, x.shape()));
    }

    /** In 255 steps from the least number to the largest, which reach 0 at least. */
    private static void quantizeByRange(Call call) {
        Value x = call.value(0);
        Reduce largest = Reduce.all(Reduce.Reducer.MAX, x.shape().rank());
        Value above = call.add(new Relu(), call.add(largest, x));
        Value below = call.add(new Relu(), call.add(largest, call.add(Affine.times(-1), x)));
        Value scale = call.add(Affine.times(1 / 255.0), call.add(new Add(), above, below));
        Value zero = call.add(new Round(), call.add(new Clamp(0, 255), call.add(new Divide(), below, scale)));
        Value rounded = call.add(new Round(), call.add(new Divide(), x, scale));
        call.put(0, call.add(new Clamp(0, 255), call.add(new Add(), rounded, zero)), Kind.INTEGER);
        call.put(1, scale, Kind.FLOAT);
        call.put(2, zero, Kind.INTEGER);
    }
}
