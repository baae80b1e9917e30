package dev.espalier.prune;

import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Shape;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The tensors in which at most n of every m neighbouring weights are not zero, neighbours along the input channels at
 * the same kernel position. The nearest member keeps the n largest magnitudes of every group. It has one rate, m / n.
 *
 * @param structure n and m
 */
public record NMSet(Structure.NM structure) implements SparsitySet {

    @Override
    public Rate rate() {
        return Rate.of(structure.m(), structure.n());
    }

    @Override
    public Rate loosest(Shape weight) {
        return rate();
    }

    @Override
    public long kept(Shape weight) {
        int columns = weight.dim(1);
        long row = (long) columns / structure.m() * structure.n() + Math.min(structure.n(), columns % structure.m());
        return weight.size() / columns * row;
    }

    @Override
    public Optional<String> refusal(Shape weight) {
        if (weight.rank() != 4 && weight.rank() != 2) {
            return Optional.of("has the shape " + weight + "; " + structure + " is for weights [O, I, H, W] or [O, I]");
        }
        return weight.dim(1) < structure.m()
                ? Optional.of("has " + weight.dim(1) + " input channels, too few for a group of " + structure.m())
                : Optional.empty();
    }

    @Override
    public SparsitySet at(Rate other) {
        return this;
    }

    @Override
    public int[] groups(Shape weight) {
        return IntStream.range(0, Math.toIntExact(weight.size())).toArray();
    }

    @Override
    public boolean[] mask(WeightScores scores, Shape weight) {
        int columns = weight.dim(1);
        int area = weight.rank() == 4 ? weight.dim(2) * weight.dim(3) : 1;
        boolean[] kept = new boolean[scores.length()];
        long[] ranks = new long[structure.m()];
        for (int row = 0; row < kept.length; row += columns * area) {
            for (int column = 0; column < columns; column += structure.m()) {
                int size = Math.min(structure.m(), columns - column);
                for (int position = 0; position < area; position++) {
                    keepLargest(scores, row + column * area + position, area, ranks, size, kept);
                }
            }
        }
        return kept;
    }

    /** Of equal scores the first: a score is kept if fewer than n others come before it. */
    private void keepLargest(WeightScores scores, int first, int step, long[] ranks, int size, boolean[] kept) {
        for (int i = 0; i < size; i++) {
            ranks[i] = scores.rank(first + i * step);
        }
        for (int i = 0; i < size; i++) {
            int before = 0;
            for (int other = 0; other < i; other++) {
                before += ranks[other] >= ranks[i] ? 1 : 0;
            }
            for (int other = i + 1; other < size; other++) {
                before += ranks[other] > ranks[i] ? 1 : 0;
            }
            kept[first + i * step] = before < structure.n();
        }
    }
}
