package dev.espalier.onnx;

import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.Flatten;
import dev.espalier.model.op.Pad2d;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import dev.espalier.onnx.Exporters.Registry;
import dev.espalier.onnx.proto.AttributeProto;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move, repeat and gather up numbers. */
final class LayoutExports {

    private LayoutExports() {}

    static void register(Registry registry) {
        registry.accept(Concat.class, (op, at) -> at.result("Concat", Attribute.of("axis", op.axis())));
        registry.accept(Expand.class, LayoutExports::expand);
        registry.accept(Flatten.class, (op, at) -> at.result("Flatten", Attribute.of("axis", 1)));
        registry.accept(Pad2d.class, LayoutExports::pad);
        registry.accept(PadAxis.class, LayoutExports::pad);
        registry.accept(
                PixelShuffle.class,
                (op, at) ->
                        at.result("DepthToSpace", Attribute.of("blocksize", op.factor()), Attribute.of("mode", "CRD")));
        registry.accept(PixelUnshuffle.class, LayoutExports::unshuffle);
        registry.accept(Reduce.class, LayoutExports::reduce);
        registry.accept(Reshape.class, (op, at) -> at.result("Reshape", List.of(at.input(0), at.newDims(at.shape()))));
        registry.accept(Resize2d.class, LayoutExports::resize);
        registry.accept(
                Slice.class,
                (op, at) -> at.result(
                        "Slice",
                        List.of(at.input(0), at.list(op.from()), at.list(op.from() + op.count()), at.list(op.axis()))));
        registry.accept(Transpose.class, (op, at) -> at.result("Transpose", Attribute.list("perm", op.permutation())));
    }

    private static void expand(Expand op, Export at) {
        Shape shape = at.shape();
        String dims = at.shape(0).isBatched() ? at.list(shape.withBatch(1).toArray()) : at.dims(shape);
        at.result("Expand", List.of(at.input(0), dims));
    }

    private static void pad(Pad2d op, Export at) {
        int height = op.padding().height();
        int width = op.padding().width();
        String mode = op.mode() == Pad2d.Mode.REFLECT ? "reflect" : "constant";
        at.result(
                "Pad",
                List.of(at.input(0), at.list(0, 0, height, width, 0, 0, height, width)),
                Attribute.of("mode", mode));
    }

    private static void pad(PadAxis op, Export at) {
        int rank = at.shape().rank();
        long[] pads = new long[2 * rank];
        pads[op.axis()] = op.before();
        pads[rank + op.axis()] = op.after();
        at.result("Pad", List.of(at.input(0), at.list(pads)));
    }

    /** SpaceToDepth counts the pixels of a block before the channels, so it is another operator. */
    private static void unshuffle(PixelUnshuffle op, Export at) {
        Shape images = at.shape(0);
        int factor = op.factor();
        Shape blocks =
                Shape.of(images.dim(0), images.dim(1), images.dim(2) / factor, factor, images.dim(3) / factor, factor);
        String turned = at.add(
                "Transpose", List.of(at.reshaped(at.input(0), blocks)), Attribute.list("perm", 0, 1, 3, 5, 2, 4));
        at.result("Reshape", List.of(turned, at.newDims(at.shape())));
    }

    private static void reduce(Reduce op, Export at) {
        AttributeProto keepDims = Attribute.of("keepdims", op.keepDims() ? 1 : 0);
        AttributeProto axes = Attribute.list("axes", op.axes());
        switch (op.reducer()) {
            case SUM -> {
                long[] list = op.axes().stream().mapToLong(Integer::longValue).toArray();
                at.result("ReduceSum", List.of(at.input(0), at.list(list)), keepDims);
            }
            case MEAN -> at.result("ReduceMean", axes, keepDims);
            case MAX -> at.result("ReduceMax", axes, keepDims);
        }
    }

    private static void resize(Resize2d op, Export at) {
        Shape images = at.shape(0);
        int[][] pixels = {
            pixels(images.dim(2), op.size().height()),
            pixels(images.dim(3), op.size().width())
        };
        if (op.mode() == Resize2d.Mode.BILINEAR) {
            at.result(
                    "Resize",
                    sized(at),
                    Attribute.of("mode", "linear"),
                    Attribute.of("coordinate_transformation_mode", op.alignCorners() ? "align_corners" : "half_pixel"));
        } else if (isFloor(pixels[0], images.dim(2)) && isFloor(pixels[1], images.dim(3))) {
            at.result(
                    "Resize",
                    sized(at),
                    Attribute.of("mode", "nearest"),
                    Attribute.of("coordinate_transformation_mode", "asymmetric"),
                    Attribute.of("nearest_mode", "floor"));
        } else {
            String rows = IndexExports.choose(at, at.input(0), 2, pixels[0]);
            at.result("Identity", List.of(IndexExports.choose(at, rows, 3, pixels[1])));
        }
    }

    private static List<String> sized(Export at) {
        return List.of(at.input(0), "", "", at.dims(at.shape()));
    }

    /** The pixel each one is of, in the arithmetic of {@link Resize2d}. */
    private static int[] pixels(int in, int out) {
        return IntStream.range(0, out)
                .map(i -> (int) Math.min(Math.floor((float) in / out * i), in - 1))
                .toArray();
    }

    /** Whether those who divide by the scale, and not multiply with its inverse, find the same pixels. */
    private static boolean isFloor(int[] pixels, int in) {
        float scale = (float) pixels.length / in;
        return IntStream.range(0, pixels.length).allMatch(i -> (int) Math.floor(i / scale) == pixels[i]);
    }
}
