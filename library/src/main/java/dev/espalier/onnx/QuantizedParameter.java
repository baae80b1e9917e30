package dev.espalier.onnx;

import dev.espalier.model.Encoding;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.SignedLevels;
import dev.espalier.model.WeightGroups;
import dev.espalier.model.op.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A quantized parameter as integers of 8 bits and scales. A weight is then scale times integer in single precision, which
 * is at most a unit in the last place from the model's number.
 */
final class QuantizedParameter {

    private final Shape shape;
    private final Encoding.Quantized encoding;
    private final WeightGroups groups;
    private final byte[] integers;
    private final float[] scales;
    private final Map<Integer, Integer> nudges = new LinkedHashMap<>();

    private QuantizedParameter(Shape shape, Encoding.Quantized encoding) {
        this.shape = shape;
        this.encoding = encoding;
        this.groups = WeightGroups.of(encoding.granularity(), shape);
        this.integers = new byte[Math.toIntExact(shape.size())];
        this.scales = new float[groups.count()];
    }

    /**
     * Writes a parameter, if it is quantized and 8 bits hold its levels.
     *
     * @param transposed whether its axes, which are two then, are exchanged
     * @return the value that holds its numbers
     */
    static Optional<String> of(Writing writing, String name, boolean transposed) {
        Model model = writing.model();
        if (!(model.encoding(name) instanceof Encoding.Quantized encoding)) {
            return Optional.empty();
        }
        INDArray weights = model.parameters().get(name);
        QuantizedParameter parameter = new QuantizedParameter(Model.shapeOf(weights), encoding);
        Optional<String> refusal = parameter.fill(SignedLevels.of(weights, encoding));
        if (refusal.isPresent()) {
            writing.once("refused " + name, () -> {
                writing.notes()
                        .add("'" + name + "' (" + encoding + ") is written as floating-point numbers: "
                                + refusal.get());
                return name;
            });
            return Optional.empty();
        }
        return Optional.of(parameter.write(writing, name, transposed));
    }

    /** Finds integers and scales, or why there are none. */
    private Optional<String> fill(SignedLevels levels) {
        boolean even = groups.rowSize() % groups.groupSize() == 0;
        if (!even) {
            return Optional.of("its groups of " + groups.groupSize() + " weights are not all of one size");
        }
        for (int group = 0; group < groups.count(); group++) {
            LevelSet set = encoding.sets().get(group);
            long[] values = set.integers();
            boolean isZero = true;
            for (int i = groups.from(group); i < groups.to(group); i++) {
                int level = levels.levels()[i];
                long integer = level < 0 ? -values[-level] : values[level];
                if (integer != (byte) integer) {
                    return Optional.of("levels of " + set + " reach " + set.unit()
                            + " times the smallest, and integers of 8 bits no further than " + Byte.MAX_VALUE);
                }
                integers[i] = (byte) integer;
                isZero &= integer == 0;
            }
            float scale = encoding.scales().get(group);
            scales[group] = LevelRecord.stored(scale, set, isZero);
            if (scales[group] < Float.MIN_NORMAL) {
                return Optional.of("its scale of " + scale + " is too small to be divided");
            }
            int nudge = Float.floatToIntBits(scale)
                    - Float.floatToIntBits(LevelRecord.restored(scales[group], set, isZero));
            if (nudge != 0) {
                nudges.put(group, nudge);
            }
        }
        return Optional.empty();
    }

    private String write(Writing writing, String name, boolean transposed) {
        boolean perTensor = groups.count() == 1;
        boolean perRow = !perTensor && groups.perRow() == 1;
        boolean turned = transposed && (perTensor || perRow);
        long[] whole = shape.toArray();
        long[] dims = perTensor || perRow ? whole : new long[] {groups.count(), groups.groupSize()};
        long[] scaleDims = perTensor ? new long[0] : new long[] {groups.count()};
        String value = writing.parameterName(name);
        String stored = writing.free(value + ".levels");
        String scale = writing.free(value + ".scale");
        String zero = writing.free(value + ".zero");
        writing.once("bits", () -> {
            writing.notes().add("quantized parameters take 8 bits each, however few their levels need");
            return "";
        });
        Initializers initializers = writing.initializers();
        initializers.bytes(
                stored,
                ElementType.INT8,
                turned ? new long[] {dims[1], dims[0]} : dims,
                turned ? exchanged((int) dims[0], (int) dims[1]) : integers);
        initializers.floats(scale, scaleDims, () -> scales);
        initializers.bytes(zero, ElementType.INT8, scaleDims, new byte[groups.count()]);
        writing.metadata()
                .put(
                        LevelRecord.KEY + stored,
                        new LevelRecord(encoding.granularity(), encoding.sets(), nudges).toString());
        List<String> inputs = List.of(stored, scale, zero);
        int axis = turned ? 1 : 0;
        if (perTensor || perRow) {
            dequantize(writing, value, inputs, perTensor, axis);
            return value;
        }
        String grouped = writing.free(value + "/groups");
        dequantize(writing, grouped, inputs, false, 0);
        String rows = transposed ? writing.free(value + "/rows") : value;
        writing.add("Reshape", rows, List.of(grouped, writing.list(whole)));
        if (transposed) {
            writing.add("Transpose", value, List.of(rows), Attribute.list("perm", 1, 0));
        }
        return value;
    }

    private static void dequantize(Writing writing, String value, List<String> inputs, boolean perTensor, int axis) {
        if (perTensor) {
            writing.add("DequantizeLinear", value, inputs);
        } else {
            writing.add("DequantizeLinear", value, inputs, Attribute.of("axis", axis));
        }
    }

    private byte[] exchanged(int rows, int columns) {
        byte[] turned = new byte[integers.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = integers[row * columns + column];
            }
        }
        return turned;
    }
}
