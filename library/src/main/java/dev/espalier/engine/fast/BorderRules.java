package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.Pad2dGradient;
import java.util.List;
import java.util.function.BiConsumer;

/** Borders around images, copied strip by strip in the layout the images have. */
final class BorderRules {

    private static final int HEIGHT = 2;
    private static final int WIDTH = 3;

    private BorderRules() {}

    static void pad(Pad2d op, Node node, Lowering to) {
        String name = node.name();
        int rows = op.padding().height();
        int columns = op.padding().width();
        Tensor images = images(node.inputs().get(0), to);
        Tensor result = to.write(name, to.natives().like(images.layout(), to.dims(name)));
        if (op.mode() == Pad2d.Mode.ZERO) {
            to.emit(new Clearing(name, result), List.of(result));
        }
        Tensor whole = pixels(result, to);
        Tensor middle = inner(whole, WIDTH, columns, to);
        to.reorder(name, pixels(images, to), inner(middle, HEIGHT, rows, to));
        if (op.mode() == Pad2d.Mode.REFLECT) {
            mirrored(
                    HEIGHT,
                    rows,
                    middle,
                    (border, inside) ->
                            to.reorder(name, line(middle, HEIGHT, inside, to), line(middle, HEIGHT, border, to)));
            mirrored(
                    WIDTH,
                    columns,
                    whole,
                    (border, inside) ->
                            to.reorder(name, line(whole, WIDTH, inside, to), line(whole, WIDTH, border, to)));
        }
    }

    static void gradient(Pad2dGradient op, Node node, Lowering to) {
        String name = node.name();
        int rows = op.pad().padding().height();
        int columns = op.pad().padding().width();
        Tensor images = images(node.inputs().get(0), to);
        Tensor result = to.write(name, to.natives().like(images.layout(), to.dims(name)));
        Tensor upstream = pixels(images, to);
        if (op.pad().mode() == Pad2d.Mode.ZERO) {
            to.reorder(name, inner(inner(upstream, HEIGHT, rows, to), WIDTH, columns, to), pixels(result, to));
            return;
        }
        long[] narrower = upstream.dims().clone();
        narrower[WIDTH] -= 2L * columns;
        Tensor folded = to.scratch(to.natives().plain(narrower));
        fold(name, WIDTH, columns, upstream, folded, to);
        fold(name, HEIGHT, rows, folded, pixels(result, to), to);
    }

    /** In an order of which strips can be taken. */
    private static Tensor images(String value, Lowering to) {
        return to.read(value, to.natives().like(to.tensor(value).layout(), to.dims(value)));
    }

    private static Tensor pixels(Tensor images, Lowering to) {
        return images.as(to.natives().pixels(images.layout()));
    }

    /** What a border was copied from gets what the border got. */
    private static void fold(String name, int axis, int border, Tensor upstream, Tensor result, Lowering to) {
        to.reorder(name, inner(upstream, axis, border, to), result);
        mirrored(
                axis,
                border,
                upstream,
                (outside, inside) -> to.reorder(
                        name,
                        line(upstream, axis, outside, to),
                        line(result, axis, inside - border, to),
                        new PostOps(to.natives()).sum()));
    }

    /** Each line of a border with the one it mirrors. */
    private static void mirrored(int axis, int border, Tensor images, BiConsumer<Long, Long> pair) {
        long last = images.dims()[axis] - 1;
        for (long i = 0; i < border; i++) {
            pair.accept(i, 2 * border - i);
            pair.accept(last - i, last - 2 * border + i);
        }
    }

    /** Images without their border. */
    private static Tensor inner(Tensor images, int axis, int border, Lowering to) {
        return part(images, axis, border, images.dims()[axis] - 2L * border, to);
    }

    private static Tensor line(Tensor images, int axis, long at, Lowering to) {
        return part(images, axis, at, 1, to);
    }

    private static Tensor part(Tensor images, int axis, long from, long count, Lowering to) {
        long[] dims = images.dims().clone();
        dims[axis] = count;
        long[] offsets = new long[dims.length];
        offsets[axis] = from;
        return images.as(to.natives().plainPart(images.layout(), dims, offsets));
    }
}
