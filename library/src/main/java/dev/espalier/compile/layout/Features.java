package dev.espalier.compile.layout;

/**
 * Sequences with a position in each lane: [features][positions filled up to whole vectors]. Sums over features then never
 * cross lanes. What stands in the filling is finite and belongs to nobody.
 *
 * @param features of each position
 * @param positions of the sequence
 * @param lanes numbers of one vector
 */
public record Features(int features, int positions, int lanes) implements Layout {

    /** Vectors of one feature. */
    public int vectors() {
        return (positions + lanes - 1) / lanes;
    }

    /** Numbers from a feature to the next. */
    public int pitch() {
        return vectors() * lanes;
    }

    /** Share of the lanes that hold a position, in (0, 1]: what is lost on the others is work. */
    public double filled() {
        return (double) positions / pitch();
    }

    @Override
    public long floats() {
        return (long) features * pitch();
    }
}
