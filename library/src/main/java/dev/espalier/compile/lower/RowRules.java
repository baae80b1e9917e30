package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.AlongAxis;
import dev.espalier.compile.kernel.AlongAxis.Kind;
import dev.espalier.compile.kernel.Expr;
import dev.espalier.compile.kernel.OverFeatures;
import dev.espalier.compile.kernel.PositionMean;
import dev.espalier.compile.kernel.Product;
import dev.espalier.compile.kernel.Rows;
import dev.espalier.compile.layout.Features;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.model.Node;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.LogSoftmax;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Softmax;
import java.util.ArrayList;
import java.util.List;

/** Nodes that are computed in row order. */
final class RowRules {

    private RowRules() {}

    static void product(Lowering lowering, Node node) {
        MatMul op = (MatMul) node.op();
        Tensor left = lowering.plain(node.inputs().get(0));
        Tensor right = lowering.plain(node.inputs().get(1));
        Shape shape = lowering.scene().shape(node.name());
        int rank = shape.rank();
        int rows = shape.dim(rank - 2);
        int columns = shape.dim(rank - 1);
        int inner = left.shape().dim(rank - (op.transposeA() ? 2 : 1));
        boolean shared = right.shape().rank() == 2 && rank > 2;
        Product task = new Product(
                (int) (shape.size() / rows / columns),
                rows,
                inner,
                columns,
                op.transposeA(),
                op.transposeB(),
                shared,
                (Plain) left.layout(),
                (Plain) right.layout(),
                new Plain(shape));
        lowering.bind(node.name(), lowering.call(shape, task, List.of(left, right)));
    }

    static void softmax(Lowering lowering, Node node) {
        axis(lowering, node, Kind.SOFTMAX, ((Softmax) node.op()).axis(), 1, 0);
    }

    static void logSoftmax(Lowering lowering, Node node) {
        axis(lowering, node, Kind.LOG_SOFTMAX, ((LogSoftmax) node.op()).axis(), 1, 0);
    }

    static void layerNorm(Lowering lowering, Node node) {
        LayerNorm op = (LayerNorm) node.op();
        axis(lowering, node, Kind.NORMALIZE, node.shape().rank() - op.dims(), op.dims(), op.epsilon());
    }

    private static void axis(Lowering lowering, Node node, Kind kind, int axis, int axes, double epsilon) {
        if (kind != Kind.NORMALIZE
                && axis == 2
                && isSequence(lowering, node.inputs().get(0))) {
            overFeatures(lowering, node, kind);
            return;
        }
        List<Tensor> inputs = new ArrayList<>();
        node.inputs().forEach(input -> inputs.add(lowering.plain(input)));
        Shape shape = lowering.scene().shape(node.name());
        lowering.bind(node.name(), along(lowering, kind, inputs, shape, axis, axes, epsilon, shape));
    }

    /** Whether a value was computed with a position in each lane. */
    private static boolean isSequence(Lowering lowering, String name) {
        return lowering.any(name).layout() instanceof Features;
    }

    private static void overFeatures(Lowering lowering, Node node, Kind kind) {
        Tensor tensor = lowering.any(node.inputs().get(0));
        OverFeatures task = new OverFeatures(
                kind == Kind.SOFTMAX ? OverFeatures.Kind.SOFTMAX : OverFeatures.Kind.LOG_SOFTMAX,
                0,
                new Expr.Input(0),
                List.of(tensor.layout()),
                new float[0],
                new float[0],
                (Features) tensor.layout());
        lowering.bind(node.name(), lowering.call(tensor.shape(), task, List.of(tensor)));
    }

    private static void overPositions(Lowering lowering, Node node) {
        Tensor tensor = lowering.any(node.inputs().get(0));
        Shape shape = lowering.scene().shape(node.name());
        PositionMean task = new PositionMean(1, (Features) tensor.layout(), null, new Plain(shape));
        lowering.bind(node.name(), lowering.call(shape, task, List.of(tensor)));
    }

    /** Neighbouring axes are reduced together, groups of them one after the other. */
    static void reduce(Lowering lowering, Node node) {
        Reduce op = (Reduce) node.op();
        if (op.reducer() == Reduce.Reducer.MEAN
                && op.axes().equals(List.of(1))
                && isSequence(lowering, node.inputs().get(0))) {
            overPositions(lowering, node);
            return;
        }
        Tensor tensor = lowering.plain(node.inputs().get(0));
        Kind kind =
                switch (op.reducer()) {
                    case SUM -> Kind.SUM;
                    case MEAN -> Kind.MEAN;
                    case MAX -> Kind.LARGEST;
                };
        Shape shape = tensor.shape();
        int last = op.axes().size() - 1;
        while (last >= 0) {
            int first = last;
            while (first > 0 && op.axes().get(first - 1) == op.axes().get(first) - 1) {
                first--;
            }
            int axis = op.axes().get(first);
            int axes = last - first + 1;
            Shape kept = shape;
            for (int i = axis; i < axis + axes; i++) {
                kept = kept.withDim(i, 1);
            }
            tensor = along(lowering, kind, List.of(tensor), shape, axis, axes, 0, kept);
            shape = kept;
            last = first - 1;
        }
        Shape result = lowering.scene().shape(node.name());
        lowering.bind(node.name(), new Tensor(result, new Plain(result), tensor.storage()));
    }

    private static Tensor along(
            Lowering lowering,
            Kind kind,
            List<Tensor> inputs,
            Shape shape,
            int axis,
            int axes,
            double epsilon,
            Shape result) {
        int outer = 1;
        int extent = 1;
        int inner = 1;
        for (int i = 0; i < shape.rank(); i++) {
            if (i < axis) {
                outer *= shape.dim(i);
            } else if (i < axis + axes) {
                extent *= shape.dim(i);
            } else {
                inner *= shape.dim(i);
            }
        }
        List<Layout> layouts = inputs.stream().map(Tensor::layout).toList();
        AlongAxis task = new AlongAxis(kind, outer, extent, inner, epsilon, layouts, new Plain(result));
        return lowering.call(result, task, inputs);
    }

    static void gather(Lowering lowering, Node node) {
        Tensor table = lowering.plain(node.inputs().get(0));
        Tensor numbers = lowering.plain(node.inputs().get(1));
        Shape shape = lowering.scene().shape(node.name());
        int axis = ((Gather) node.op()).rowAxis();
        int rows = table.shape().dim(axis);
        int length = (int) (table.shape().size() / table.shape().dim(0) / (axis == 1 ? rows : 1));
        Rows task = new Rows(
                rows,
                length,
                (int) numbers.shape().size(),
                (Plain) table.layout(),
                (Plain) numbers.layout(),
                new Plain(shape));
        lowering.bind(node.name(), lowering.call(shape, task, List.of(table, numbers)));
    }
}
