package dev.espalier.quantize;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import dev.espalier.model.op.Shape;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors that are sparse and quantized: zeros are placed first, then what is kept goes to the nearest levels. That
 * is the nearest member of both sets as far as any order can give it: zeros before levels lose nothing where single
 * weights are pruned, because a level takes away more of the squared norm the larger its weight is.
 *
 * @param zeros a sparsity set
 * @param levels what the kept weights may be
 */
public record SparseLevels(Constraint zeros, QuantizedSet levels) implements Constraint {

    @Override
    public Optional<String> refusal(Shape weight) {
        return zeros.refusal(weight).or(() -> levels.refusal(weight));
    }

    @Override
    public Member project(INDArray weight) {
        Member sparse = zeros.project(weight);
        return levels.project(sparse.weights(), sparse.encoding().masked());
    }
}
