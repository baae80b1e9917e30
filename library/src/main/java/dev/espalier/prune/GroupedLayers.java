package dev.espalier.prune;

import dev.espalier.model.Structure;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Shape;
import java.util.Optional;

/** What structures mean in convolutions whose groups of filters read different channels. */
final class GroupedLayers {

    private GroupedLayers() {}

    /**
     * Why a structure has no meaning in a layer, as the end of a sentence; empty if it has one.
     *
     * @param weight shape of the layer's weight
     */
    static Optional<String> refusal(Op op, Shape weight, Structure structure) {
        if (op instanceof ConvTranspose2d up && up.groups() > 1 && !unordered(structure)) {
            return Optional.of("is a transposed convolution of " + up.groups() + " groups, where " + structure
                    + " is not defined; structure " + Scheme.UNSTRUCTURED + " is");
        }
        if (!(op instanceof Conv2d conv) || conv.groups() == 1) {
            return Optional.empty();
        }
        int filters = conv.out() / conv.groups();
        String grouped = "has " + conv.groups() + " groups of " + filters + (filters == 1 ? " filter" : " filters");
        if (structure instanceof Structure.Channel || structure instanceof Structure.Column) {
            return Optional.of(grouped + ", which have no input channel in common; structure filter fits it");
        }
        // Positions are shared whatever the channels are.
        int together = structure instanceof Structure.Position ? 1 : structure.together(weight);
        return filters % together == 0
                ? Optional.empty()
                : Optional.of(grouped + ", and " + structure + " would put " + together
                        + " filters that read different channels together"
                        + (filters == 1 ? "; structure position fits it" : ""));
    }

    private static boolean unordered(Structure structure) {
        return structure instanceof Structure.Unstructured
                || structure instanceof Structure.PatternConnectivity pattern && pattern.sharing() == 1;
    }
}
