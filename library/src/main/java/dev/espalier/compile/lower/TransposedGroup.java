package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Copy;
import dev.espalier.compile.kernel.Region;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.lower.Moves.Along;
import dev.espalier.compile.lower.TransposedSide.Phase;
import dev.espalier.model.Node;
import dev.espalier.model.op.ConvTranspose2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A transposed convolution as an ordinary one: pixels of the result that are a stride apart are computed from the same taps,
 * and those at the different positions of the stride are channels, which are brought to their places afterwards. No product
 * with an inserted zero is computed. Where channels fall into groups, each position has a convolution of its own.
 *
 * @param node the transposed convolution
 * @param image shape of what it reads
 * @param chain functions of its result
 */
record TransposedGroup(Node node, Shape image, Chain chain) implements Group {

    static TransposedGroup of(Node node, Scene scene, Set<String> taken) {
        if (!node.inputs().stream().skip(1).allMatch(scene::isConstant)) {
            throw new UnsupportedOperationException(
                    "the weights of '" + node.name() + "' are computed; only constant ones have code");
        }
        return new TransposedGroup(node, scene.shape(node.inputs().get(0)), Chain.ofFunctions(node, scene, taken));
    }

    @Override
    public Node output() {
        return chain.last();
    }

    @Override
    public String layer() {
        return node.name();
    }

    @Override
    public Set<String> members() {
        return chain.members();
    }

    @Override
    public int halo(String input) {
        return input.equals(node.inputs().get(0))
                ? Math.max(rows().halo(image.dim(2)), columns().halo(image.dim(3)))
                : 0;
    }

    private ConvTranspose2d op() {
        return (ConvTranspose2d) node.op();
    }

    private TransposedSide rows() {
        ConvTranspose2d op = op();
        return TransposedSide.of(
                node.shape().dim(2),
                op.kernel().height(),
                op.stride().height(),
                op.padding().height(),
                op.dilation().height());
    }

    private TransposedSide columns() {
        ConvTranspose2d op = op();
        return TransposedSide.of(
                node.shape().dim(3),
                op.kernel().width(),
                op.stride().width(),
                op.padding().width(),
                op.dilation().width());
    }

    @Override
    public void lower(Lowering lowering) {
        String input = node.inputs().get(0);
        Tensor source = lowering.image(input, halo(input));
        List<Tensor> parts = new ArrayList<>();
        List<Region> regions = new ArrayList<>();
        Shape shape = lowering.scene().shape(node.name());
        Blocked to = lowering.imageLayout(shape, lowering.halo(output().name()));
        boolean together = op().groups() == 1;
        for (TransposedSide rows : together ? List.of(rows()) : rows().alone()) {
            for (TransposedSide columns :
                    together ? List.of(columns()) : columns().alone()) {
                int filters =
                        op().out() * rows.phases().size() * columns.phases().size();
                Shape part = Shape.of(1, filters, rows.count(), columns.count());
                Layout layout = lowering.imageLayout(part, 0);
                Convolution task = convolution(lowering.scene(), source.layout(), rows, columns, layout);
                regions.addAll(regions(parts.size(), rows, columns, part, layout, shape, to));
                parts.add(lowering.call(part, task, List.of(source)));
            }
        }
        List<Layout> layouts = parts.stream().map(Tensor::layout).toList();
        lowering.bind(output().name(), lowering.call(shape, new Copy(layouts, to, regions, false), parts));
    }

    /** Where the channels of one convolution go. */
    private List<Region> regions(
            int input, TransposedSide rows, TransposedSide columns, Shape part, Layout from, Shape shape, Layout to) {
        List<Region> regions = new ArrayList<>();
        int first = 0;
        for (Phase row : rows.phases()) {
            for (Phase column : columns.phases()) {
                regions.addAll(Moves.box(
                        input,
                        part,
                        from,
                        List.of(new Along(0, 0, 1), new Along(1, first, 1), new Along(2, 0, 1), new Along(3, 0, 1)),
                        shape,
                        to,
                        List.of(
                                new Along(0, 0, 1),
                                new Along(1, 0, 1),
                                new Along(2, row.first(), op().stride().height()),
                                new Along(3, column.first(), op().stride().width())),
                        List.of(1, op().out(), row.count(), column.count())));
                first += op().out();
            }
        }
        return regions;
    }

    private Convolution convolution(
            Scene scene, Layout source, TransposedSide rows, TransposedSide columns, Layout to) {
        int out = op().out();
        int positions = rows.phases().size() * columns.phases().size();
        float[] bias = new float[out * positions];
        if (node.inputs().size() == 3) {
            float[] given = scene.constant(node.inputs().get(2));
            for (int position = 0; position < positions; position++) {
                System.arraycopy(given, 0, bias, position * out, out);
            }
        }
        return new Convolution(
                image.dim(1),
                new Size2d(image.dim(2), image.dim(3)),
                out * positions,
                new Size2d(rows.kernel(), columns.kernel()),
                Size2d.square(1),
                new Size2d(rows.distance(), columns.distance()),
                -rows.from(),
                -columns.from(),
                new Size2d(rows.count(), columns.count()),
                op().groups(),
                weights(scene.constant(node.inputs().get(1)), rows, columns),
                bias,
                chain.formula(),
                source,
                List.of(),
                to);
    }

    /** The given weights [in, out / groups, height, width] in the places of those of an ordinary convolution. */
    private float[] weights(float[] given, TransposedSide rows, TransposedSide columns) {
        int out = op().out();
        int perGroup = out / op().groups();
        int inGroup = image.dim(1) / op().groups();
        int area = op().kernel().area();
        float[] weights = new float
                [out * rows.phases().size() * columns.phases().size() * inGroup * rows.kernel() * columns.kernel()];
        int filter = 0;
        for (Phase row : rows.phases()) {
            for (Phase column : columns.phases()) {
                for (int o = 0; o < out; o++, filter++) {
                    for (int c = 0; c < inGroup; c++) {
                        int channel = o / perGroup * inGroup + c;
                        int from = (channel * perGroup + o % perGroup) * area;
                        int to = (filter * inGroup + c) * rows.kernel() * columns.kernel();
                        for (int i = 0; i < row.taps().length; i++) {
                            for (int j = 0; j < column.taps().length; j++) {
                                int place = rows.place(row.reads()[i]) * columns.kernel()
                                        + columns.place(column.reads()[j]);
                                weights[to + place] = given[
                                        from + row.taps()[i] * op().kernel().width() + column.taps()[j]];
                            }
                        }
                    }
                }
            }
        }
        return weights;
    }
}
