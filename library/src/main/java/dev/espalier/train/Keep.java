package dev.espalier.train;

import dev.espalier.model.Encoding;
import dev.espalier.model.LevelSet;
import dev.espalier.model.LevelTable;
import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.model.Parameters;
import dev.espalier.model.WeightGroups;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** See {@link Policy#KEEP}. */
final class Keep implements Policy {

    @Override
    public Hold at(Moment moment) {
        Hold hold = moment.hold();
        Map<String, Encoding> followed = new LinkedHashMap<>();
        hold.encodings().forEach((name, encoding) -> {
            if (encoding instanceof Encoding.Quantized) {
                followed.put(name, encoding);
            }
        });
        Map<String, Encoding> encodings = new LinkedHashMap<>(hold.encodings());
        followed.forEach((name, encoding) -> {
            encodings.remove(name);
            encoding.masked().ifPresent(mask -> encodings.put(name, mask));
        });
        hold.substitutes().forEach((name, substitute) -> followed.put(name, substitute.encoding()));
        if (followed.isEmpty()) {
            return hold;
        }
        Parameters weights = moment.weights().get();
        Map<String, Substitute> substitutes = new LinkedHashMap<>();
        followed.forEach((name, encoding) ->
                substitutes.put(name, new Substitute(nearest(weights.get(name), encoding), encoding)));
        return hold.withEncodings(encodings).withSubstitutes(substitutes);
    }

    private static INDArray nearest(INDArray weight, Encoding encoding) {
        INDArray masked = encoding.masked().map(mask -> weight.mul(mask.mask())).orElse(weight);
        return encoding instanceof Encoding.Quantized quantized ? onLevels(masked, quantized) : masked.dup('c');
    }

    private static INDArray onLevels(INDArray weight, Encoding.Quantized encoding) {
        float[] values = Numbers.of(weight);
        WeightGroups groups = WeightGroups.of(encoding.granularity(), Model.shapeOf(weight));
        for (int group = 0; group < groups.count(); group++) {
            LevelSet set = encoding.sets().get(group);
            LevelTable levels = LevelTable.of(set);
            float scale = encoding.scales().get(group);
            for (int i = groups.from(group); i < groups.to(group); i++) {
                values[i] = onLevel(values[i], scale, levels);
            }
        }
        return Nd4j.createFromArray(values).reshape('c', weight.shape());
    }

    private static float onLevel(float weight, float scale, LevelTable levels) {
        if (scale == 0) {
            return 0;
        }
        double magnitude = levels.magnitude(levels.nearest(Math.abs(weight) / (double) scale));
        return magnitude == 0 ? 0 : (float) (Math.signum(weight) * scale * magnitude);
    }
}
