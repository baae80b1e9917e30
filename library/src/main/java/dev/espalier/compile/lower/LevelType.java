package dev.espalier.compile.lower;

import dev.espalier.compile.layout.Bytes;
import dev.espalier.model.op.FakeQuantize;

/**
 * What the levels of a value count for.
 *
 * @param step of a level
 * @param least level
 * @param most the largest level
 */
record LevelType(double step, int least, int most) {

    /** Most bits of levels that are stored in bytes. */
    static final int MOST_BITS = 8;

    static LevelType of(FakeQuantize op, double step) {
        return new LevelType(FakeQuantize.magnitude(step), (int) op.least(), (int) op.most());
    }

    boolean signed() {
        return least < 0;
    }

    /** Bytes for an image of such levels. */
    Bytes layout(int channels, int height, int width, int halo) {
        return Bytes.of(channels, height, width, halo, signed());
    }
}
