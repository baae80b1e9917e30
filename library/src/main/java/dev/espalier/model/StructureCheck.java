package dev.espalier.model;

import dev.espalier.model.op.Shape;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Whether zeros are where a structure permits them, after channels were dropped or taken out. */
public final class StructureCheck {

    private StructureCheck() {}

    /**
     * The structure, or as much of it as still holds: where parts of blocks are gone or have moved to other blocks, single
     * weights.
     *
     * @param structure that of the mask before whole channels were dropped or taken out
     * @param mask ones and zeros
     */
    public static Structure left(Structure structure, INDArray mask) {
        if (structure instanceof Structure.PatternConnectivity pattern) {
            return new Structure.PatternConnectivity(pattern.patterns());
        }
        return holds(structure, mask) ? structure : new Structure.Unstructured();
    }

    private static boolean holds(Structure structure, INDArray mask) {
        float[] ones = Numbers.of(mask);
        Shape shape = Model.shapeOf(mask);
        if (structure instanceof Structure.Blocked blocked) {
            return blocked.refusal(shape).isEmpty() && areWhole(blocked.blocks(shape), ones);
        }
        return !(structure instanceof Structure.NM nm) || areAtMost(nm, ones, shape);
    }

    private static boolean areWhole(Blocks blocks, float[] ones) {
        int[] of = blocks.ofWeights();
        float[] first = new float[blocks.count()];
        Arrays.fill(first, -1);
        for (int i = 0; i < ones.length; i++) {
            if (first[of[i]] < 0) {
                first[of[i]] = ones[i];
            } else if (first[of[i]] != ones[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean areAtMost(Structure.NM nm, float[] ones, Shape shape) {
        int area = (int) (shape.size() / shape.dim(0) / shape.dim(1));
        int[] kept = new int[ones.length];
        for (int i = 0; i < ones.length; i++) {
            int column = i / area % shape.dim(1);
            int group = i - column % nm.m() * area;
            kept[group] += ones[i] == 0 ? 0 : 1;
            if (kept[group] > nm.n()) {
                return false;
            }
        }
        return true;
    }
}
