package dev.espalier.quantize;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.WeightGroups;
import dev.espalier.model.op.Shape;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors with the level sets, scales and mask of an encoding, all of which stay: what straight-through fine-tuning
 * projects onto after ADMM has decided them. With moving ones the accuracy oscillates.
 *
 * @param encoding what stays
 */
public record FrozenLevels(Encoding.Quantized encoding) implements Constraint {

    @Override
    public Optional<String> refusal(Shape weight) {
        int groups = WeightGroups.of(encoding.granularity(), weight).count();
        return groups == encoding.scales().size()
                ? Optional.empty()
                : Optional.of("has " + groups + " groups of weights, but there are scales for "
                        + encoding.scales().size());
    }

    @Override
    public Member project(INDArray weight) {
        Shape shape = Model.shapeOf(weight);
        refusal(shape).ifPresent(reason -> {
            throw new IllegalArgumentException("a tensor " + shape + " " + reason);
        });
        return LevelProjection.given(QuantizedSet.finite(weight), shape, encoding);
    }
}
