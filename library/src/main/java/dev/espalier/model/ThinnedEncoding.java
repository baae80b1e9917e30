package dev.espalier.model;

import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How what stays of a parameter is constrained. */
final class ThinnedEncoding {

    private ThinnedEncoding() {}

    static Encoding of(Node parameter, Encoding encoding, ChannelCuts cuts) {
        if (cuts.axes(parameter.name()).isEmpty()) {
            return encoding;
        }
        if (encoding instanceof Encoding.Masked masked) {
            Optional<Encoding.Masked> smaller = mask(parameter, masked, cuts);
            return smaller.isPresent() ? smaller.get() : new Encoding.Dense();
        }
        return encoding instanceof Encoding.Quantized quantized ? quantized(parameter, quantized, cuts) : encoding;
    }

    /** What stays of a mask; empty if all of that is kept. */
    private static Optional<Encoding.Masked> mask(Node parameter, Encoding.Masked masked, ChannelCuts cuts) {
        INDArray mask = cuts.kept(parameter.name(), masked.mask());
        return mask.minNumber().doubleValue() == 1
                ? Optional.empty()
                : Optional.of(new Encoding.Masked(mask, StructureCheck.left(masked.structure(), mask)));
    }

    private static Encoding quantized(Node parameter, Encoding.Quantized quantized, ChannelCuts cuts) {
        Shape shape = parameter.shape();
        Granularity granularity = quantized.granularity();
        boolean rowsStayWhole = cuts.axes(parameter.name()).stream().allMatch(axis -> axis == 0);
        if (granularity instanceof Granularity.PerGroup && !rowsStayWhole) {
            throw new IllegalArgumentException("parameter '" + parameter.name() + "' is quantized by " + granularity
                    + ", and taking channels out of its rows would move weights from group to group;"
                    + " thin the model before it is quantized");
        }
        List<LevelSet> sets = quantized.sets();
        List<Float> scales = quantized.scales();
        if (!(granularity instanceof Granularity.PerTensor)) {
            int perRow = granularity.groups(shape) / shape.dim(0);
            sets = new ArrayList<>();
            scales = new ArrayList<>();
            for (int row : cuts.kept(parameter.name(), 0)) {
                sets.addAll(quantized.sets().subList(row * perRow, (row + 1) * perRow));
                scales.addAll(quantized.scales().subList(row * perRow, (row + 1) * perRow));
            }
        }
        return new Encoding.Quantized(
                granularity, sets, scales, quantized.mask().flatMap(masked -> mask(parameter, masked, cuts)));
    }
}
