package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.target.Isa;
import dev.espalier.compile.target.Target;

/**
 * Which channel stands in which lane of the vectors of a block. Where neighbouring vectors are packed to bytes together,
 * instructions take four numbers of each of them in turn, so that of {@code n} vectors the first four lanes hold the
 * channels 0-3 of the first, 4-7 of the second and so on, and the next four those after the {@code n} fours. Elsewhere
 * channels stand one after the other.
 *
 * @param lanes of a vector
 * @param vectors of each block but the last, which may have fewer
 * @param all vectors of all blocks
 * @param packed whether the vectors of a block are packed together
 */
record LaneOrder(int lanes, int vectors, int all, boolean packed) {

    /** Numbers that packing takes from each vector in turn. */
    static final int FOUR = 4;

    /** Vectors of numbers that become one of bytes. */
    static final int MOST = 4;

    /** One channel after the other. */
    static LaneOrder natural(int lanes) {
        return new LaneOrder(lanes, 1, 1, false);
    }

    /**
     * The order for what is rescaled, by blocks of so many vectors: packed where instructions pack, bytes alone are read and
     * written, and those of a block lie beside each other.
     */
    static LaneOrder of(Rescaling rescaling, int vectors, Target target) {
        int lanes = target.lanes();
        int all = (rescaling.units().length + lanes - 1) / lanes;
        boolean packs = target.isa() != Isa.NEON
                && vectors <= MOST
                && rescaling.result() instanceof Rescaling.Levels
                && isBeside(rescaling.result().layout(), lanes, vectors, all)
                && rescaling.further().stream().allMatch(layout -> isBeside(layout, lanes, vectors, all));
        return new LaneOrder(lanes, vectors, all, packs);
    }

    private static boolean isBeside(Layout layout, int lanes, int vectors, int all) {
        if (!(layout instanceof Bytes bytes) || bytes.lanes() % lanes != 0) {
            return false;
        }
        for (int first = 0; first < all; first += vectors) {
            int length = Math.min(vectors, all - first) * lanes;
            if (first * lanes % bytes.lanes() + length > bytes.lanes()) {
                return false;
            }
        }
        return true;
    }

    /** The channel in a place, counted over the lanes of all vectors. */
    int channel(int place) {
        if (!packed) {
            return place;
        }
        int begin = place / (vectors * lanes) * vectors;
        int together = Math.min(vectors, all - begin);
        int vector = place / lanes - begin;
        int lane = place % lanes;
        return begin * lanes + lane / FOUR * FOUR * together + vector * FOUR + lane % FOUR;
    }

    /** The place of a channel. */
    int place(int channel) {
        if (!packed) {
            return channel;
        }
        int begin = channel / (vectors * lanes) * vectors;
        int together = Math.min(vectors, all - begin);
        int within = channel - begin * lanes;
        int vector = within % (FOUR * together) / FOUR;
        return (begin + vector) * lanes + within / (FOUR * together) * FOUR + within % FOUR;
    }
}
