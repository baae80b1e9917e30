package dev.espalier.prune;

import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.Shape;
import java.util.Optional;

/**
 * A set for weights that have their input channels first, as transposed convolutions do: [I, O, H, W]. Structures mean
 * the same in them as elsewhere, a filter is all weights of an output.
 *
 * @param upright the set for weights [O, I, H, W]
 */
public record TransposedSet(SparsitySet upright) implements SparsitySet {

    @Override
    public Rate rate() {
        return upright.rate();
    }

    @Override
    public SparsitySet at(Rate other) {
        return new TransposedSet(upright.at(other));
    }

    @Override
    public Structure structure() {
        return upright.structure();
    }

    @Override
    public long kept(Shape weight) {
        return upright.kept(turned(weight));
    }

    @Override
    public Rate loosest(Shape weight) {
        return upright.loosest(turned(weight));
    }

    @Override
    public Optional<String> refusal(Shape weight) {
        return weight.rank() == 4
                ? upright.refusal(turned(weight))
                : Optional.of("has the shape " + weight + "; transposed convolutions have weights [I, O, H, W]");
    }

    @Override
    public int[] groups(Shape weight) {
        int[] place = places(weight);
        int[] upright = this.upright.groups(turned(weight));
        int[] groups = new int[place.length];
        for (int i = 0; i < place.length; i++) {
            groups[place[i]] = upright[i];
        }
        return groups;
    }

    @Override
    public boolean[] mask(WeightScores scores, Shape weight) {
        int[] place = places(weight);
        boolean[] upright = this.upright.mask(scores.at(place), turned(weight));
        boolean[] kept = new boolean[place.length];
        for (int i = 0; i < place.length; i++) {
            kept[place[i]] = upright[i];
        }
        return kept;
    }

    private static Shape turned(Shape weight) {
        return Shape.of(weight.dim(1), weight.dim(0), weight.dim(2), weight.dim(3));
    }

    /** Where each weight of [O, I, H, W] is in [I, O, H, W]. */
    private static int[] places(Shape weight) {
        int inputs = weight.dim(0);
        int outputs = weight.dim(1);
        int area = weight.dim(2) * weight.dim(3);
        int[] places = new int[inputs * outputs * area];
        int next = 0;
        for (int output = 0; output < outputs; output++) {
            for (int input = 0; input < inputs; input++) {
                for (int position = 0; position < area; position++) {
                    places[next++] = (input * outputs + output) * area + position;
                }
            }
        }
        return places;
    }
}
