package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Copy;
import dev.espalier.compile.kernel.Region;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.layout.Tiled;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.List;

/** Boxes of tensors as regions of memory, whatever their layouts. */
final class Moves {

    /**
     * Positions along one axis: {@code first, first + step, ...}.
     *
     * @param axis of the tensor; -1 for one that it does not have, along which it is repeated
     * @param first position
     * @param step to the next; may be negative
     */
    record Along(int axis, int first, int step) {}

    /** Where positions along one axis of a tensor are: {@code start + i stride}, in blocks of lanes if it is cut up. */
    private record Place(long start, long stride, int lanes, long blockStride) {
        long at(int position) {
            return lanes == 0
                    ? start + position * stride
                    : start + position / lanes * blockStride + position % lanes * stride;
        }
    }

    /** A stretch of positions, counted along the box, that lies evenly on both sides. */
    private record Stretch(long from, long to, List<Region.Axis> axes) {}

    private Moves() {}

    /** A whole tensor in another layout. */
    static Copy whole(Shape shape, Layout from, Layout to) {
        if (to instanceof Tiled tiled) {
            return new Copy(List.of(from), to, cut(shape, from, tiled), true);
        }
        List<Along> straight = straight(shape.rank());
        return new Copy(List.of(from), to, box(0, shape, from, straight, shape, to, straight, shape.dims()), false);
    }

    /** An image cut into tiles, each with its part of the halo. */
    private static List<Region> cut(Shape shape, Layout from, Tiled to) {
        List<Place> places = List.of(
                new Place(0, 0, 0, 0),
                new Place(0, to.planePitch(), 0, 0),
                new Place(0, to.rowPitch(), 0, 0),
                new Place(0, to.lanes(), 0, 0));
        List<Region> regions = new ArrayList<>();
        for (int lane = 0; lane < to.lanes(); lane++) {
            int row = lane / to.across() * to.rows();
            int column = lane % to.across() * to.columns();
            int top = Math.max(0, row - to.halo());
            int left = Math.max(0, column - to.halo());
            int bottom = Math.min(to.height(), row + to.rows() + to.halo());
            int right = Math.min(to.width(), column + to.columns() + to.halo());
            if (top < bottom && left < right) {
                Region start = new Region(0, base(from), to.vector(top - row, left - column) + lane, List.of());
                regions.addAll(box(
                        start,
                        places(shape, from, straight(4)),
                        List.of(new Along(0, 0, 1), new Along(1, 0, 1), new Along(2, top, 1), new Along(3, left, 1)),
                        places,
                        straight(4),
                        List.of(1, to.channels(), bottom - top, right - left)));
            }
        }
        return regions;
    }

    private static List<Along> straight(int rank) {
        List<Along> straight = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            straight.add(new Along(axis, 0, 1));
        }
        return straight;
    }

    /**
     * A box of one tensor that goes to a box of another.
     *
     * @param input index of the input
     * @param shape of the input
     * @param layout of the input
     * @param reads positions read along each axis of the box
     * @param result shape of the result
     * @param to layout of the result
     * @param writes positions written along each axis of the box
     * @param extents of the box
     */
    static List<Region> box(
            int input,
            Shape shape,
            Layout layout,
            List<Along> reads,
            Shape result,
            Layout to,
            List<Along> writes,
            List<Integer> extents) {
        Region start = new Region(input, base(layout), base(to), List.of());
        return box(start, places(shape, layout, reads), reads, places(result, to, writes), writes, extents);
    }

    private static List<Region> box(
            Region start,
            List<Place> from,
            List<Along> reads,
            List<Place> to,
            List<Along> writes,
            List<Integer> extents) {
        List<Region> regions = List.of(start);
        for (int i = 0; i < extents.size(); i++) {
            List<Stretch> stretches = stretches(from.get(i), reads.get(i), to.get(i), writes.get(i), extents.get(i));
            List<Region> more = new ArrayList<>();
            for (Region region : regions) {
                for (Stretch stretch : stretches) {
                    List<Region.Axis> axes = new ArrayList<>(region.axes());
                    axes.addAll(stretch.axes());
                    more.add(new Region(
                            region.input(), region.from() + stretch.from(), region.to() + stretch.to(), axes));
                }
            }
            regions = more;
        }
        return regions;
    }

    private static List<Place> places(Shape shape, Layout layout, List<Along> along) {
        return along.stream().map(one -> place(shape, layout, one.axis())).toList();
    }

    private static long base(Layout layout) {
        if (layout instanceof Tiled tiled) {
            return tiled.vector(0, 0);
        }
        return layout instanceof Blocked blocked ? blocked.pixel(0, 0) : 0;
    }

    private static Place place(Shape shape, Layout layout, int axis) {
        if (axis < 0) {
            return new Place(0, 0, 0, 0);
        }
        if (layout instanceof Plain) {
            long stride = 1;
            for (int i = shape.rank() - 1; i > axis; i--) {
                stride *= shape.dim(i);
            }
            return new Place(0, stride, 0, 0);
        }
        if (layout instanceof Features features) {
            return axis == 0 ? new Place(0, 0, 0, 0) : new Place(0, axis == 1 ? 1 : features.pitch(), 0, 0);
        }
        if (layout instanceof Tiled tiled) {
            return switch (axis) {
                case 1 -> new Place(0, tiled.planePitch(), 0, 0);
                case 2 -> new Place(0, tiled.rowPitch(), tiled.rows(), tiled.across());
                case 3 -> new Place(0, tiled.lanes(), tiled.columns(), 1);
                default -> new Place(0, 0, 0, 0);
            };
        }
        Blocked blocked = (Blocked) layout;
        // A number for each channel has them along any of its axes: [1, C, 1, 1], [C, 1, 1], [1, C].
        boolean pixel = blocked.height() == 1 && blocked.width() == 1;
        boolean channels = pixel || shape.rank() < 3 ? shape.dim(axis) > 1 : axis == (shape.rank() == 3 ? 2 : 1);
        if (channels) {
            return new Place(0, 1, blocked.lanes(), blocked.planePitch());
        }
        boolean rows = shape.rank() == 4 && axis == 2;
        boolean columns = shape.rank() == 4 && axis == 3 || shape.rank() == 3 && axis == 1;
        return new Place(0, rows ? blocked.rowPitch() : columns ? blocked.lanes() : 0, 0, 0);
    }

    private static List<Stretch> stretches(Place from, Along reads, Place to, Along writes, int extent) {
        int block = block(from, reads, to, writes);
        List<Stretch> all = new ArrayList<>();
        int done = 0;
        if (block > 0 && extent >= 2 * block) {
            int blocks = extent / block;
            all.add(new Stretch(
                    from.at(reads.first()),
                    to.at(writes.first()),
                    List.of(
                            new Region.Axis(blocks, step(from, reads, block), step(to, writes, block)),
                            new Region.Axis(block, step(from, reads, 1), step(to, writes, 1)))));
            done = blocks * block;
        }
        while (done < extent) {
            int length =
                    Math.min(extent - done, Math.min(even(from, reads, done, extent), even(to, writes, done, extent)));
            int first = reads.first() + done * reads.step();
            int target = writes.first() + done * writes.step();
            List<Region.Axis> axes = length == 1
                    ? List.of()
                    : List.of(new Region.Axis(length, step(from, reads, 1), step(to, writes, 1)));
            all.add(new Stretch(from.at(first), to.at(target), axes));
            done += length;
        }
        return all;
    }

    /** How many positions make a block that begins a vector wherever lanes are counted; 0 if there is no such. */
    private static int block(Place from, Along reads, Place to, Along writes) {
        int lanes = Math.max(from.lanes(), to.lanes());
        boolean agree = from.lanes() == 0 || to.lanes() == 0 || from.lanes() == to.lanes();
        boolean aligned = lanes > 0 && agree && aligned(from, reads) && aligned(to, writes);
        return aligned ? lanes : 0;
    }

    private static boolean aligned(Place place, Along along) {
        return place.lanes() == 0 || along.first() % place.lanes() == 0 && along.step() == 1;
    }

    private static long step(Place place, Along along, int positions) {
        if (place.lanes() > 0) {
            return positions == place.lanes() ? place.blockStride() : (long) positions * along.step() * place.stride();
        }
        return (long) positions * along.step() * place.stride();
    }

    /** For how many positions from one on the next lies evenly. */
    private static int even(Place place, Along along, int done, int extent) {
        if (place.lanes() == 0 || along.axis() < 0) {
            return extent;
        }
        int lane = (along.first() + done * along.step()) % place.lanes();
        int left = along.step() > 0 ? place.lanes() - lane : lane + 1;
        int step = Math.max(1, Math.abs(along.step()));
        return Math.max(1, (left + step - 1) / step);
    }
}
