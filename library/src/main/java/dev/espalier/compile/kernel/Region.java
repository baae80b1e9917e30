package dev.espalier.compile.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A box of numbers that is copied: for all positions (i, j, ...) within the extents, the number at {@code from + i
 * fromStrides[0] + ...} of an input goes to {@code to + i toStrides[0] + ...}.
 *
 * @param input index of the input
 * @param from where it begins there
 * @param to where it begins in the output
 * @param axes extents and strides, outermost first
 */
public record Region(int input, long from, long to, List<Axis> axes) {

    /**
     * One axis of the box.
     *
     * @param extent positions along it
     * @param from distance between two of them in the input; may be 0 or negative
     * @param to distance between two of them in the output
     */
    public record Axis(int extent, long from, long to) {}

    /** Axes of one position left out, and axes joined that are one in memory on both sides; the nearest are innermost. */
    public Region {
        List<Axis> sorted = new ArrayList<>(axes);
        sorted.removeIf(axis -> axis.extent() == 1);
        sorted.sort((a, b) -> Long.compare(Math.abs(b.to()), Math.abs(a.to())));
        List<Axis> joined = new ArrayList<>();
        for (Axis axis : sorted) {
            Axis outer = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (outer != null
                    && outer.from() == axis.extent() * axis.from()
                    && outer.to() == axis.extent() * axis.to()) {
                joined.set(joined.size() - 1, new Axis(outer.extent() * axis.extent(), axis.from(), axis.to()));
            } else {
                joined.add(axis);
            }
        }
        axes = List.copyOf(joined);
    }
}
