package dev.espalier.prune;

import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Shape;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The part of a layer's weights that one task of several takes for itself (LPS, arXiv 2012.06956): tensors of n weights
 * with at most n / rate non-zero ones, all in places that are still free. The nearest member keeps the largest magnitudes
 * among the free weights; those of earlier tasks are no candidates, though the authors' code ranks them too.
 *
 * <p>The rate counts all weights of the layer, so the shares of all tasks add up to 1.
 *
 * @param task its number, from 0
 * @param free ones where no earlier task has a weight, zeros elsewhere; of the weight's shape
 * @param rate all weights of the layer / those the task takes
 */
public record TaskPartitionSet(int task, INDArray free, Rate rate) implements SparsitySet {

    @Override
    public Structure structure() {
        return new Structure.TaskPartition(task);
    }

    @Override
    public SparsitySet at(Rate other) {
        return new TaskPartitionSet(task, free, other);
    }

    @Override
    public long kept(Shape weight) {
        return rate.keptOf(weight.size());
    }

    /** The rate at which the task takes all that is free. */
    @Override
    public Rate loosest(Shape weight) {
        long places = freeCount();
        return places == 0 ? Rate.LARGEST : Rate.of(weight.size(), places);
    }

    private long freeCount() {
        return free.sumNumber().longValue();
    }

    @Override
    public Optional<String> refusal(Shape weight) {
        Shape expected = Model.shapeOf(free);
        if (!weight.equals(expected)) {
            return Optional.of("has the shape " + weight + ", but the places that are free are known for " + expected);
        }
        return kept(weight) > freeCount()
                ? Optional.of("has " + freeCount() + " of " + weight.size()
                        + " weights free, fewer than the " + kept(weight) + " that task " + task + " is to take at "
                        + rate)
                : Optional.empty();
    }

    @Override
    public boolean[] mask(WeightScores scores, Shape weight) {
        float[] open = Numbers.of(free);
        int[] places = IntStream.range(0, open.length).filter(i -> open[i] != 0).toArray();
        boolean[] chosen = TopK.largest(scores.at(places), kept(weight));
        boolean[] kept = new boolean[open.length];
        for (int i = 0; i < places.length; i++) {
            kept[places[i]] = chosen[i];
        }
        return kept;
    }

    @Override
    public int[] groups(Shape weight) {
        float[] open = Numbers.of(free);
        int[] groups = new int[open.length];
        int next = 0;
        for (int i = 0; i < groups.length; i++) {
            groups[i] = open[i] == 0 ? -1 : next++;
        }
        return groups;
    }
}
