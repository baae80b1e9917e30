package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Copy;
import dev.espalier.compile.kernel.Region;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.lower.Moves.Along;
import dev.espalier.model.Node;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.ArrayList;
import java.util.List;

/** Nodes that bring numbers to other places and change none. */
final class MoveRules {

    private MoveRules() {}

    /** Another shape for the same numbers in row order. */
    static void reshape(Lowering lowering, Node node) {
        Shape shape = lowering.scene().shape(node.name());
        Tensor source = lowering.any(node.inputs().get(0));
        boolean pixel = source.layout() instanceof Blocked blocked
                && blocked.height() * blocked.width() == 1
                && blocked.halo() == 0;
        if (pixel
                && shape.size()
                        == shape.dims().stream()
                                .mapToInt(Integer::intValue)
                                .max()
                                .orElse(1)) {
            Layout layout = shape.rank() == 4 && shape.dim(1) == shape.size() || shape.rank() == 2
                    ? source.layout()
                    : new Plain(shape);
            lowering.bind(node.name(), new Tensor(shape, layout, source.storage()));
            return;
        }
        Tensor plain = lowering.plain(node.inputs().get(0));
        lowering.bind(node.name(), new Tensor(shape, new Plain(shape), plain.storage()));
    }

    static void slice(Lowering lowering, Node node) {
        Slice op = (Slice) node.op();
        Tensor source = lowering.any(node.inputs().get(0));
        List<Along> reads = straight(source.shape().rank());
        reads.set(op.axis(), new Along(op.axis(), op.from(), 1));
        Shape shape = lowering.scene().shape(node.name());
        move(lowering, node, source, reads, shape, like(lowering, node, source, shape));
    }

    static void transpose(Lowering lowering, Node node) {
        Tensor source = lowering.any(node.inputs().get(0));
        List<Along> reads = ((Transpose) node.op())
                .permutation().stream().map(axis -> new Along(axis, 0, 1)).toList();
        Shape shape = lowering.scene().shape(node.name());
        move(lowering, node, source, reads, shape, new Plain(shape));
    }

    static void expand(Lowering lowering, Node node) {
        Tensor source = lowering.plain(node.inputs().get(0));
        Shape shape = lowering.scene().shape(node.name());
        int missing = shape.rank() - source.shape().rank();
        List<Along> reads = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            boolean kept = axis >= missing && source.shape().dim(axis - missing) == shape.dim(axis);
            reads.add(new Along(kept ? axis - missing : -1, 0, 1));
        }
        move(lowering, node, source, reads, shape, new Plain(shape));
    }

    static void concat(Lowering lowering, Node node) {
        int axis = ((Concat) node.op()).axis();
        Shape shape = lowering.scene().shape(node.name());
        Layout to = like(lowering, node, lowering.any(node.inputs().get(0)), shape);
        List<Tensor> sources = new ArrayList<>();
        List<Region> regions = new ArrayList<>();
        int first = 0;
        for (String input : node.inputs()) {
            Tensor source = lowering.any(input);
            List<Along> writes = straight(shape.rank());
            writes.set(axis, new Along(axis, first, 1));
            regions.addAll(Moves.box(
                    sources.size(),
                    source.shape(),
                    source.layout(),
                    straight(shape.rank()),
                    shape,
                    to,
                    writes,
                    source.shape().dims()));
            sources.add(source);
            first += source.shape().dim(axis);
        }
        copy(lowering, node, shape, sources, to, regions, false);
    }

    static void padAxis(Lowering lowering, Node node) {
        PadAxis op = (PadAxis) node.op();
        Tensor source = lowering.any(node.inputs().get(0));
        Shape shape = lowering.scene().shape(node.name());
        List<Along> writes = straight(shape.rank());
        writes.set(op.axis(), new Along(op.axis(), op.before(), 1));
        place(lowering, node, source, writes, shape);
    }

    static void pad(Lowering lowering, Node node) {
        Pad2d op = (Pad2d) node.op();
        Tensor source = lowering.any(node.inputs().get(0));
        Shape shape = lowering.scene().shape(node.name());
        int rows = op.padding().height();
        int columns = op.padding().width();
        if (op.mode() == Pad2d.Mode.ZERO) {
            List<Along> writes = straight(shape.rank());
            writes.set(2, new Along(2, rows, 1));
            writes.set(3, new Along(3, columns, 1));
            place(lowering, node, source, writes, shape);
            return;
        }
        Layout to = like(lowering, node, source, shape);
        List<Region> regions = new ArrayList<>();
        for (Band down : bands(source.shape().dim(2), rows)) {
            for (Band across : bands(source.shape().dim(3), columns)) {
                List<Along> reads = straight(4);
                reads.set(2, new Along(2, down.from, down.step));
                reads.set(3, new Along(3, across.from, across.step));
                List<Along> writes = straight(4);
                writes.set(2, new Along(2, down.to, 1));
                writes.set(3, new Along(3, across.to, 1));
                List<Integer> extents = List.of(1, shape.dim(1), down.extent, across.extent);
                if (down.extent > 0 && across.extent > 0) {
                    regions.addAll(Moves.box(0, source.shape(), source.layout(), reads, shape, to, writes, extents));
                }
            }
        }
        copy(lowering, node, shape, List.of(source), to, regions, false);
    }

    private record Band(int from, int step, int to, int extent) {}

    /** The mirrored edge before, the middle, and the mirrored edge behind. */
    private static List<Band> bands(int length, int border) {
        return List.of(
                new Band(border, -1, 0, border),
                new Band(0, 1, border, length),
                new Band(length - 2, -1, border + length, border));
    }

    static void shuffle(Lowering lowering, Node node) {
        blocks(lowering, node, ((PixelShuffle) node.op()).factor(), true);
    }

    static void unshuffle(Lowering lowering, Node node) {
        blocks(lowering, node, ((PixelUnshuffle) node.op()).factor(), false);
    }

    /** Between blocks of pixels in one channel and a pixel in a channel for each of their places. */
    private static void blocks(Lowering lowering, Node node, int factor, boolean intoPixels) {
        Tensor source = lowering.any(node.inputs().get(0));
        Shape shape = lowering.scene().shape(node.name());
        Shape deep = intoPixels ? source.shape() : shape;
        Shape wide = intoPixels ? shape : source.shape();
        List<Integer> extents = List.of(1, wide.dim(1), deep.dim(2), deep.dim(3));
        Layout to = like(lowering, node, source, shape);
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < factor; i++) {
            for (int j = 0; j < factor; j++) {
                List<Along> inDepth =
                        phase(new Along(1, i * factor + j, factor * factor), new Along(2, 0, 1), new Along(3, 0, 1));
                List<Along> inWidth = phase(new Along(1, 0, 1), new Along(2, i, factor), new Along(3, j, factor));
                regions.addAll(Moves.box(
                        0,
                        source.shape(),
                        source.layout(),
                        intoPixels ? inDepth : inWidth,
                        shape,
                        to,
                        intoPixels ? inWidth : inDepth,
                        extents));
            }
        }
        copy(lowering, node, shape, List.of(source), to, regions, false);
    }

    private static List<Along> phase(Along channel, Along row, Along column) {
        return List.of(new Along(0, 0, 1), channel, row, column);
    }

    private static void place(Lowering lowering, Node node, Tensor source, List<Along> writes, Shape shape) {
        Layout to = like(lowering, node, source, shape);
        List<Region> regions = Moves.box(
                0,
                source.shape(),
                source.layout(),
                straight(shape.rank()),
                shape,
                to,
                writes,
                source.shape().dims());
        copy(lowering, node, shape, List.of(source), to, regions, true);
    }

    private static void move(Lowering lowering, Node node, Tensor source, List<Along> reads, Shape shape, Layout to) {
        List<Region> regions =
                Moves.box(0, source.shape(), source.layout(), reads, shape, to, straight(shape.rank()), shape.dims());
        copy(lowering, node, shape, List.of(source), to, regions, false);
    }

    private static void copy(
            Lowering lowering,
            Node node,
            Shape shape,
            List<Tensor> sources,
            Layout to,
            List<Region> regions,
            boolean clear) {
        List<Layout> layouts = sources.stream().map(Tensor::layout).toList();
        lowering.bind(node.name(), lowering.call(shape, new Copy(layouts, to, regions, clear), sources));
    }

    /** The source's kind of layout for another shape. */
    private static Layout like(Lowering lowering, Node node, Tensor source, Shape shape) {
        if (source.layout() instanceof Blocked && shape.rank() == 4) {
            return lowering.imageLayout(shape, lowering.halo(node.name()));
        }
        if (source.layout() instanceof Features features) {
            return new Features(shape.dim(2), shape.dim(1), features.lanes());
        }
        return new Plain(shape);
    }

    private static List<Along> straight(int rank) {
        List<Along> all = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            all.add(new Along(axis, 0, 1));
        }
        return all;
    }
}
