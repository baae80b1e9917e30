package dev.espalier.prune;

import dev.espalier.model.Blocks;
import dev.espalier.model.Encoding;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Numbers;
import dev.espalier.model.Structure;
import dev.espalier.model.WeightScores;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Shape;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What code that skips a layer's zeros has to read besides the kept weights, in the format its structure is made for:
 *
 * <ul>
 *   <li>unstructured: compressed rows of the matrix form, a column number for each weight and an offset for each row;
 *   <li>N:M: the place of each kept weight among its m;
 *   <li>filter, channel: nothing, the layer shrinks; column: the numbers of the kept columns;
 *   <li>kernel patterns: the input channel and pattern of each kernel or group of kernels that share them, an offset for
 *       each group of filters, and the patterns once;
 *   <li>block-punched and position: for each block one bit a position; where kernels have one weight, as block columns;
 *   <li>block, block row, block column, token lanes: the number of each kept piece, and an offset for each row of blocks;
 *   <li>task partition: one bit for each weight of the layer.
 * </ul>
 *
 * <p>Numbers take as few bits as can tell all possible ones apart. A model file may store a mask in fewer or more bytes.
 *
 * @param bits of index data
 * @param kept weights of the layer that stay
 * @param together how many neighbouring outputs share each index, so that a vector of as many results needs it once
 */
public record IndexCost(long bits, long kept, int together) {

    /** Of a masked layer, by the structure its mask says it has. */
    static IndexCost of(Node layer, Encoding.Masked masked) {
        boolean inputsFirst = layer.op() instanceof ConvTranspose2d;
        INDArray mask = inputsFirst ? masked.mask().permute(1, 0, 2, 3) : masked.mask();
        Shape weight = Model.shapeOf(mask);
        return new IndexCost(
                bits(masked.structure(), weight, mask),
                masked.kept(),
                masked.structure().together(weight));
    }

    private static long bits(Structure structure, Shape weight, INDArray mask) {
        long kept = mask.sumNumber().longValue();
        int outputs = weight.dim(0);
        long row = weight.size() / outputs;
        if (structure instanceof Structure.Unstructured) {
            return kept * bitsFor(row) + (outputs + 1) * bitsFor(kept + 1);
        }
        if (structure instanceof Structure.NM nm) {
            return kept * bitsFor(nm.m());
        }
        if (structure instanceof Structure.TaskPartition) {
            return weight.size();
        }
        if (structure instanceof Structure.PatternConnectivity pattern) {
            Blocks blocks = Blocks.ofKernels(weight, pattern.sharing(), 1, true);
            KernelPattern any = pattern.patterns().get(0);
            boolean patterned = blocks.area() > 1;
            int each = bitsFor(weight.dim(1))
                    + (patterned ? bitsFor(pattern.patterns().size()) : 0);
            long patterns = patterned ? (long) pattern.patterns().size() * any.height() * any.width() : 0;
            return pieces(blocks, mask, each) + patterns;
        }
        if (structure instanceof Structure.Column) {
            return kept / outputs * bitsFor(row);
        }
        if (!(structure instanceof Structure.Blocked blocked)
                || structure instanceof Structure.Filter
                || structure instanceof Structure.Channel) {
            return 0;
        }
        Blocks blocks = blocked.blocks(weight);
        return blocks.whole() || blocks.area() == 1
                ? pieces(blocks, mask, bitsFor(across(blocks.columns(), blocks.width())))
                : blocks.count();
    }

    /** A number for each kept block, and an offset for each row of blocks. */
    private static long pieces(Blocks blocks, INDArray mask, int each) {
        long kept = 0;
        WeightScores ones = blocks.sums(WeightScores.squares(Numbers.of(mask)));
        for (int block = 0; block < ones.length(); block++) {
            kept += ones.at(block) > 0 ? 1 : 0;
        }
        return kept * each + (across(blocks.rows(), blocks.height()) + 1L) * bitsFor(kept + 1);
    }

    private static int across(int length, int step) {
        return (length + step - 1) / step;
    }

    /** The bits that tell so many choices apart. */
    private static int bitsFor(long choices) {
        return 64 - Long.numberOfLeadingZeros(choices - 1);
    }

    /** The cost of both. */
    IndexCost plus(IndexCost other) {
        return new IndexCost(bits + other.bits, kept + other.kept, Math.min(together, other.together));
    }

    /** Bits of index data for each kept weight. */
    public double bitsPerWeight() {
        return (double) bits / kept;
    }

    /**
     * The part of a vector's lanes that does something where outputs lie side by side in it.
     *
     * @param lanes floats of a vector: 4 in NEON and SSE, 8 in AVX2, 16 in AVX-512
     */
    public double lanesUsed(int lanes) {
        return together / (double) ((together + lanes - 1) / lanes * lanes);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.2f index bits for each kept weight; indices shared by %d %s",
                bitsPerWeight(),
                together,
                together == 1 ? "output" : "outputs");
    }
}
