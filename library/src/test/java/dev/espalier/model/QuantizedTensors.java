package dev.espalier.model;

import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Quantized tensors that are drawn, not found: any levels, any sets, any scales. */
public final class QuantizedTensors {

    private QuantizedTensors() {}

    /** A tensor whose groups take turns with some sets; under a mask about half of the weights are kept. */
    public static LevelCode.Tensor draw(
            long seed, Shape shape, Granularity granularity, List<LevelSet> sets, boolean masked) {
        RandomGenerator random = new Seed(seed).generator();
        WeightGroups groups = WeightGroups.of(granularity, shape);
        float[] weights = new float[(int) shape.size()];
        float[] mask = new float[weights.length];
        List<LevelSet> ofGroups = new ArrayList<>();
        List<Float> scales = new ArrayList<>();
        for (int group = 0; group < groups.count(); group++) {
            LevelTable levels = LevelTable.of(sets.get(group % sets.size()));
            ofGroups.add(sets.get(group % sets.size()));
            scales.add(random.nextInt(8) == 0 ? 0 : random.nextFloat() * 3);
            for (int i = groups.from(group); i < groups.to(group); i++) {
                mask[i] = masked && random.nextBoolean() ? 0 : 1;
                float magnitude = (float) (scales.get(group) * levels.magnitude(random.nextInt(levels.count())));
                weights[i] = mask[i] == 0 || magnitude == 0 ? 0 : random.nextBoolean() ? magnitude : -magnitude;
            }
        }
        Optional<Encoding.Masked> kept = masked
                ? Optional.of(new Encoding.Masked(array(mask, shape), new Structure.Unstructured()))
                : Optional.empty();
        return new LevelCode.Tensor(array(weights, shape), new Encoding.Quantized(granularity, ofGroups, scales, kept));
    }

    private static INDArray array(float[] numbers, Shape shape) {
        return Nd4j.create(numbers, shape.toArray(), 'c');
    }
}
