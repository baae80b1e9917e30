package dev.espalier.model.file;

import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.LevelTable;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Step;
import dev.espalier.model.WeightGroups;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The model in {@code models/v2-quantized.espalier}, which was saved with format version 2: that of {@link FirstFormat}
 * with quantized weights. Never change it: it says what that file must still mean.
 */
final class SecondFormat {

    static final String RESOURCE = "/models/v2-quantized.espalier";

    private static final LevelSet FIXED = new LevelSet.Fixed(4);
    private static final LevelSet SUM = new LevelSet.SumOfPowers(4);

    private Parameters parameters;
    private final Map<String, Encoding> encodings = new LinkedHashMap<>();

    static Model model() {
        return new SecondFormat().build();
    }

    private Model build() {
        Model model = FirstFormat.model();
        parameters = model.parameters();
        Optional<Encoding.Masked> mask = model.encoding("conv.weight").masked();
        quantize("conv.weight", new Granularity.PerRow(), List.of(FIXED), mask);
        quantize("up.weight", new Granularity.PerTensor(), List.of(new LevelSet.PowerOfTwo(5)), Optional.empty());
        quantize("fc.weight", new Granularity.PerGroup(3), List.of(SUM, SUM, FIXED, FIXED), Optional.empty());
        return model.with(parameters, encodings, Step.of("quantize", "levels", "mix:sp2-4:fixed4:0.5"));
    }

    /** Runs through all levels of each set, up and down. */
    private void quantize(String name, Granularity granularity, List<LevelSet> turns, Optional<Encoding.Masked> mask) {
        Shape shape = Model.shapeOf(parameters.get(name));
        WeightGroups groups = WeightGroups.of(granularity, shape);
        List<LevelSet> sets = new ArrayList<>();
        List<Float> scales = new ArrayList<>();
        float[] weights = new float[(int) shape.size()];
        for (int group = 0; group < groups.count(); group++) {
            sets.add(turns.get(group % turns.size()));
            scales.add((group + 1) / 2f);
            LevelTable levels = LevelTable.of(sets.get(group));
            for (int i = groups.from(group); i < groups.to(group); i++) {
                int level = i % (2 * levels.count() - 1) - levels.count() + 1;
                weights[i] = (float) (scales.get(group) * Integer.signum(level) * levels.magnitude(Math.abs(level)));
            }
        }
        INDArray array = Nd4j.create(weights, shape.toArray(), 'c');
        mask.ifPresent(masked -> array.muli(masked.mask()));
        parameters = parameters.with(name, array);
        encodings.put(name, new Encoding.Quantized(granularity, sets, scales, mask));
    }
}
