package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.ScatterAdd;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/** Rows of tables by their numbers. */
final class TableRules {

    private TableRules() {}

    static void gather(Gather op, Node node, Lowering to) {
        Tensor table = to.plain(node.inputs().get(0));
        Tensor indices = to.plain(node.inputs().get(1));
        Tensor result = to.write(node.name(), to.natives().plain(to.dims(node.name())));
        Rows rows = Rows.of(op.perItem(), table, indices, result);
        to.loop(
                node.name(),
                List.of(table, indices, result),
                LoopCall.of(
                        node,
                        tensors -> rows.each(tensors[1], (row, chosen) -> {
                            for (long k = 0; k < rows.width(); k++) {
                                tensors[2].put(chosen + k, tensors[0].get(row + k));
                            }
                        })));
    }

    static void scatterAdd(ScatterAdd op, Node node, Lowering to) {
        Tensor values = to.plain(node.inputs().get(0));
        Tensor indices = to.plain(node.inputs().get(1));
        Tensor table = to.write(node.name(), to.natives().plain(to.dims(node.name())));
        Rows rows = Rows.of(op.perItem(), table, indices, values);
        long length = table.layout().length();
        to.loop(node.name(), List.of(values, indices, table), LoopCall.of(node, tensors -> {
            for (long i = 0; i < length; i++) {
                tensors[2].put(i, 0);
            }
            rows.each(tensors[1], (row, chosen) -> {
                for (long k = 0; k < rows.width(); k++) {
                    tensors[2].put(row + k, tensors[2].get(row + k) + tensors[0].get(chosen + k));
                }
            });
        }));
    }

    /** Where a row of a table begins, and where its copy does. */
    private interface RowPair {
        void accept(long inTable, long inChosen);
    }

    /**
     * The rows of one table, or of one for each item.
     *
     * @param shape of the indices
     * @param perTable how many indices belong to a table
     * @param count of rows in a table
     * @param width how many numbers a row has
     */
    private record Rows(long[] shape, long perTable, long count, long width) {

        static Rows of(boolean perItem, Tensor table, Tensor indices, Tensor chosen) {
            long all = indices.layout().length();
            return new Rows(
                    indices.dims(),
                    perItem ? all / table.dims()[0] : all,
                    table.dims()[perItem ? 1 : 0],
                    chosen.layout().length() / all);
        }

        void each(FloatIndexer indices, RowPair pair) {
            long all = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            for (long i = 0; i < all; i++) {
                pair.accept((i / perTable * count + row(indices, i)) * width, i * width);
            }
        }

        private long row(FloatIndexer indices, long position) {
            double index = indices.get(position);
            if (index != Math.rint(index) || index < 0 || index >= count) {
                throw new IllegalArgumentException("the index at " + Arrays.toString(place(position)) + " is " + index
                        + "; with " + count + " rows it must be a whole number from 0 to " + (count - 1));
            }
            return (long) index;
        }

        private long[] place(long position) {
            long[] place = new long[shape.length];
            long rest = position;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place[axis] = rest % shape[axis];
                rest /= shape[axis];
            }
            return place;
        }
    }
}
