package dev.espalier.prune;

import dev.espalier.model.Blocks;
import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Shape;
import java.util.Optional;

/**
 * The tensors of G blocks with at most G / rate blocks that are not zero. The nearest member keeps the blocks of the
 * largest norms. Blocks at the edges of a tensor they do not divide are smaller, and are counted and ranked among those of
 * their size.
 *
 * @param structure says what the blocks are
 * @param rate total / kept blocks, and so weights
 */
public record BlockSet(Structure.Blocked structure, Rate rate) implements SparsitySet {

    @Override
    public long kept(Shape weight) {
        return quota(structure.blocks(weight)).weights();
    }

    @Override
    public Rate loosest(Shape weight) {
        return Rate.NONE;
    }

    @Override
    public Optional<String> refusal(Shape weight) {
        return structure.refusal(weight).or(() -> SparsitySet.super.refusal(weight));
    }

    @Override
    public int[] groups(Shape weight) {
        return structure.blocks(weight).ofWeights();
    }

    @Override
    public boolean[] mask(WeightScores scores, Shape weight) {
        Blocks blocks = structure.blocks(weight);
        return blocks.spread(quota(blocks).best(blocks.sums(scores)));
    }

    private Quota quota(Blocks blocks) {
        return new Quota(blocks, 1, 1, rate);
    }
}
