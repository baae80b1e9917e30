package dev.espalier.model;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which channels the masks of a model make zero, tensor by tensor. */
final class MaskedChannels {

    private final Model model;
    private final Map<String, BitSet> keptPositions = new HashMap<>();

    MaskedChannels(Model model) {
        this.model = model;
    }

    /** The channels at none of whose positions a parameter keeps a weight. */
    BitSet of(Coupling.Member member) {
        BitSet masked = new BitSet();
        Optional<Encoding.Masked> mask = model.encoding(member.tensor()).masked();
        if (mask.isEmpty()) {
            return masked;
        }
        BitSet kept = keptPositions.computeIfAbsent(
                member.tensor() + " " + member.axis(),
                any -> keptPositions(mask.get().mask(), member.axis()));
        for (int channel = 0; channel < member.positions().channels(); channel++) {
            boolean zero = true;
            for (int position : member.positions().of(channel)) {
                zero &= !kept.get(position);
            }
            masked.set(channel, zero);
        }
        return masked;
    }

    private static BitSet keptPositions(INDArray mask, int axis) {
        float[] ones = Numbers.of(mask);
        int length = (int) mask.size(axis);
        int inner = 1;
        for (int after = axis + 1; after < mask.rank(); after++) {
            inner *= (int) mask.size(after);
        }
        BitSet kept = new BitSet();
        for (int i = 0; i < ones.length; i++) {
            if (ones[i] != 0) {
                kept.set(i / inner % length);
            }
        }
        return kept;
    }
}
