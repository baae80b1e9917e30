package dev.espalier.prune;

import dev.espalier.constraint.Member;
import dev.espalier.constraint.Weights;
import dev.espalier.model.Model;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors of n weights with at most n / rate non-zero ones, anywhere. The nearest member keeps the largest
 * magnitudes.
 *
 * @param rate total / kept weights
 */
public record UnstructuredSet(Rate rate) implements SparsitySet {

    @Override
    public Structure structure() {
        return new Structure.Unstructured();
    }

    @Override
    public long kept(Shape weight) {
        return rate.keptOf(weight.size());
    }

    @Override
    public Rate loosest(Shape weight) {
        return Rate.NONE;
    }

    @Override
    public Member project(INDArray weight) {
        float[] w = Weights.of(weight);
        boolean[] kept = TopK.largest(Weights.magnitudes(w), kept(Model.shapeOf(weight)));
        return Member.masked(w, kept, weight.shape(), structure());
    }
}
