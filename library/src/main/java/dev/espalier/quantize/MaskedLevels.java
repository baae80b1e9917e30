package dev.espalier.quantize;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.op.Shape;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The quantized tensors that are zero under a mask which is there already.
 *
 * @param levels what the kept weights may be
 * @param mask where the zeros are
 */
public record MaskedLevels(QuantizedSet levels, Encoding.Masked mask) implements Constraint {

    @Override
    public Optional<String> refusal(Shape weight) {
        Shape found = Model.shapeOf(mask.mask());
        return found.equals(weight)
                ? levels.refusal(weight)
                : Optional.of("has shape " + weight + ", but its mask has " + found);
    }

    @Override
    public Member project(INDArray weight) {
        return levels.project(weight, Optional.of(mask));
    }
}
