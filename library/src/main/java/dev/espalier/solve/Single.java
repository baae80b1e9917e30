package dev.espalier.solve;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One weight in one set. */
record Single(String name, String parameter, Constraint constraint) implements Part {

    @Override
    public List<String> parameters() {
        return List.of(parameter);
    }

    @Override
    public Map<String, Member> project(Map<String, INDArray> weights) {
        try {
            return Map.of(parameter, constraint.project(weights.get(parameter)));
        } catch (IllegalArgumentException unfit) {
            throw new IllegalArgumentException("layer '" + name + "': " + unfit.getMessage(), unfit);
        }
    }
}
