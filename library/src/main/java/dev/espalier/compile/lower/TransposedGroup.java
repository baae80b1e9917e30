package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Copy;
import dev.espalier.compile.kernel.Expr;
import dev.espalier.compile.kernel.Region;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.lower.Moves.Along;
import dev.espalier.model.Node;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A transposed convolution as one ordinary convolution for each position of its stride: pixels of the result that are a
 * stride apart are computed from the same taps. No product with an inserted zero is computed.
 *
 * @param node the transposed convolution
 */
record TransposedGroup(Node node) implements Group {

    /**
     * The pixels of the result along one axis that share their taps.
     *
     * @param first of them
     * @param count how many
     * @param taps positions in the kernel, in the order of the image's pixels
     * @param before pixels before the image that the first one reads
     * @param distance between the image's pixels that neighbouring taps read
     */
    private record Phase(int first, int count, int[] taps, int before, int distance) {}

    static TransposedGroup of(Node node, Scene scene) {
        if (!node.inputs().stream().skip(1).allMatch(scene::isConstant)) {
            throw new UnsupportedOperationException(
                    "the weights of '" + node.name() + "' are computed; only constant ones have code");
        }
        return new TransposedGroup(node);
    }

    @Override
    public Node output() {
        return node;
    }

    @Override
    public Set<String> members() {
        return Set.of(node.name());
    }

    @Override
    public int halo(String input) {
        if (!input.equals(node.inputs().get(0))) {
            return 0;
        }
        ConvTranspose2d op = (ConvTranspose2d) node.op();
        // No tap reaches further than the whole kernel.
        int rows = op.dilation().height() * (op.kernel().height() - 1)
                + op.stride().height();
        int columns =
                op.dilation().width() * (op.kernel().width() - 1) + op.stride().width();
        return Math.max(rows / op.stride().height(), columns / op.stride().width()) + 1;
    }

    @Override
    public void lower(Lowering lowering) {
        Scene scene = lowering.scene();
        ConvTranspose2d op = (ConvTranspose2d) node.op();
        Shape shape = scene.shape(node.name());
        String input = node.inputs().get(0);
        Tensor image = lowering.image(input, halo(input));
        Blocked to = lowering.imageLayout(shape, lowering.halo(node.name()));
        List<Phase> rows = phases(
                shape.dim(2),
                op.kernel().height(),
                op.stride().height(),
                op.padding().height(),
                op.dilation().height());
        List<Phase> columns = phases(
                shape.dim(3),
                op.kernel().width(),
                op.stride().width(),
                op.padding().width(),
                op.dilation().width());
        List<Tensor> parts = new ArrayList<>();
        List<Region> regions = new ArrayList<>();
        for (Phase row : rows) {
            for (Phase column : columns) {
                Shape part = Shape.of(1, shape.dim(1), row.count(), column.count());
                Convolution task = convolution(scene, op, image, row, column, lowering.imageLayout(part, 0));
                Tensor computed = lowering.call(part, task, List.of(image));
                regions.addAll(Moves.box(
                        parts.size(),
                        part,
                        computed.layout(),
                        List.of(new Along(0, 0, 1), new Along(1, 0, 1), new Along(2, 0, 1), new Along(3, 0, 1)),
                        shape,
                        to,
                        List.of(
                                new Along(0, 0, 1),
                                new Along(1, 0, 1),
                                new Along(2, row.first(), op.stride().height()),
                                new Along(3, column.first(), op.stride().width())),
                        part.dims()));
                parts.add(computed);
            }
        }
        List<Layout> layouts = parts.stream().map(Tensor::layout).toList();
        lowering.bind(node.name(), lowering.call(shape, new Copy(layouts, to, regions, false), parts));
    }

    /** Pixel y of the result gets tap k of pixel i where {@code y + padding = i stride + k dilation}. */
    private static List<Phase> phases(int length, int kernel, int stride, int padding, int dilation) {
        List<Phase> phases = new ArrayList<>();
        for (int first = 0; first < Math.min(stride, length); first++) {
            List<Integer> taps = new ArrayList<>();
            for (int k = kernel - 1; k >= 0; k--) {
                if (Math.floorMod(first + padding - k * dilation, stride) == 0) {
                    taps.add(k);
                }
            }
            int count = (length - first + stride - 1) / stride;
            int[] all = taps.stream().mapToInt(Integer::intValue).toArray();
            if (all.length == 0) {
                // A kernel smaller than the stride: nothing reaches these pixels but the bias.
                phases.add(new Phase(first, count, new int[] {-1}, 0, 1));
                continue;
            }
            int start = (first + padding - all[0] * dilation) / stride;
            int distance = all.length > 1 ? (all[0] - all[1]) * dilation / stride : 1;
            phases.add(new Phase(first, count, all, -start, distance));
        }
        return phases;
    }

    private Convolution convolution(
            Scene scene, ConvTranspose2d op, Tensor image, Phase row, Phase column, Blocked to) {
        Shape in = image.shape();
        int perGroup = op.out() / op.groups();
        int inGroup = in.dim(1) / op.groups();
        float[] given = scene.constant(node.inputs().get(1));
        Size2d kernel = new Size2d(row.taps().length, column.taps().length);
        float[] weights = new float[op.out() * inGroup * kernel.area()];
        int at = 0;
        for (int o = 0; o < op.out(); o++) {
            for (int c = 0; c < inGroup; c++) {
                int channel = o / perGroup * inGroup + c;
                for (int i : row.taps()) {
                    for (int j : column.taps()) {
                        int place = ((channel * perGroup + o % perGroup)
                                                        * op.kernel().height()
                                                + i)
                                        * op.kernel().width()
                                + j;
                        weights[at++] = i < 0 || j < 0 ? 0 : given[place];
                    }
                }
            }
        }
        return new Convolution(
                in.dim(1),
                new Size2d(in.dim(2), in.dim(3)),
                op.out(),
                kernel,
                Size2d.square(1),
                new Size2d(row.distance(), column.distance()),
                row.before(),
                column.before(),
                new Size2d(row.count(), column.count()),
                op.groups(),
                weights,
                node.inputs().size() == 3 ? scene.constant(node.inputs().get(2)) : new float[op.out()],
                new Expr.Result(),
                image.layout(),
                List.of(),
                to);
    }
}
