package dev.espalier.prune;

import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Shape;
import java.util.stream.IntStream;

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
    public int[] groups(Shape weight) {
        return IntStream.range(0, Math.toIntExact(weight.size())).toArray();
    }

    @Override
    public boolean[] mask(WeightScores scores, Shape weight) {
        return TopK.largest(scores, kept(weight));
    }
}
