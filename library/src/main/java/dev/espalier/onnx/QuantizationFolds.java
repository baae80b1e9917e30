package dev.espalier.onnx;

import dev.espalier.onnx.Operators.Registry;
import dev.espalier.onnx.Tensor.Kind;
import java.util.Optional;

/** Quantization of numbers that are known: weights, as a rule. */
final class QuantizationFolds {

    private QuantizationFolds() {}

    static void register(Registry registry) {
        registry.accept("DequantizeLinear", QuantizationFolds::dequantize);
        registry.accept("QuantizeLinear", QuantizationFolds::quantize);
    }

    /** Where the scale of each number is: one for all, or one for each position along an axis. */
    private record Along(int inner, int length) {

        static Along of(Call call, Tensor x, Tensor each) {
            if (each.isScalar()) {
                return new Along(1, 1);
            }
            int axis = QuantizationImports.axis(call, x.rank());
            if (each.rank() != 1 || each.count() != x.dim(axis)) {
                throw new OnnxException("has " + each + " scales or zeros for axis " + axis + " of " + x);
            }
            int inner = 1;
            for (int i = axis + 1; i < x.rank(); i++) {
                inner *= x.dim(i);
            }
            return new Along(inner, x.dim(axis));
        }

        int place(int i) {
            return i / inner % length;
        }
    }

    private static void dequantize(Call call) {
        QuantizationImports.refuseBlocks(call);
        Tensor x = call.known(0);
        Tensor scale = call.known(1, "scale");
        Along scales = Along.of(call, x, scale);
        Tensor zero = call.has(2) ? call.known(2, "zero point") : Tensor.integers(new int[0], 0);
        Along zeros = Along.of(call, x, zero);
        call.allow(x.dims());
        float[] numbers = new float[x.count()];
        byte[] integers = new byte[numbers.length];
        int[] groups = new int[numbers.length];
        boolean short8 = true;
        for (int i = 0; i < numbers.length; i++) {
            long integer = x.integer(i) - zero.integer(zeros.place(i));
            groups[i] = scales.place(i);
            numbers[i] = integer * (float) scale.at(groups[i]);
            integers[i] = (byte) integer;
            short8 &= integers[i] == integer;
        }
        Tensor result = Tensor.floats(x.dims(), numbers);
        if (short8) {
            float[] each = new float[scale.count()];
            for (int i = 0; i < each.length; i++) {
                each[i] = (float) scale.at(i);
            }
            Optional<LevelRecord> record =
                    call.reading().metadata(LevelRecord.KEY + call.inputName(0)).flatMap(LevelRecord::parse);
            result = result.of(new Codes(integers, groups, each, record));
        }
        call.put(0, result);
    }

    private static void quantize(Call call) {
        QuantizationImports.refuseBlocks(call);
        Tensor x = call.known(0);
        Tensor scale = call.known(1, "scale");
        Along scales = Along.of(call, x, scale);
        Tensor zero = call.has(2) ? call.known(2, "zero point") : Tensor.integers(new int[0], 0);
        Along zeros = Along.of(call, x, zero);
        QuantizationImports.Range range = QuantizationImports.Range.of(call);
        call.allow(x.dims());
        double[] levels = new double[x.count()];
        for (int i = 0; i < levels.length; i++) {
            double quotient = (float) x.at(i) / (float) scale.at(scales.place(i));
            double level = Math.rint(quotient) + zero.integer(zeros.place(i));
            levels[i] = Math.min(Math.max(level, range.least()), range.most());
        }
        call.put(0, Tensor.of(Kind.INTEGER, x.dims(), levels).of(range.type()));
    }
}
