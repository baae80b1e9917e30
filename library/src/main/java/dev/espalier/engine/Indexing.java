package dev.espalier.engine;

import dev.espalier.model.op.Gather;
import dev.espalier.model.op.ScatterAdd;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rows by their numbers, in plain loops: ND4J's own operators lose repeated numbers. */
final class Indexing {

    private Indexing() {}

    static void gather(Gather op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer table = in[0].data();
        DataBuffer rows = out.data();
        eachNumber(in[0], op.perItem(), in[1], out.length(), (row, chosen) -> rows.put(chosen, table.getDouble(row)));
    }

    static void scatterAdd(ScatterAdd op, INDArray[] in, INDArray out, Scratch scratch) {
        DataBuffer values = in[0].data();
        DataBuffer table = out.data();
        out.assign(0);
        eachNumber(
                out,
                op.perItem(),
                in[1],
                in[0].length(),
                (row, value) -> table.put(row, table.getDouble(row) + values.getDouble(value)));
    }

    private interface PositionPair {
        void accept(long inTable, long inChosen);
    }

    /** Every number of the chosen rows, [indices..., row...], with the number of the table it belongs to. */
    private static void eachNumber(INDArray table, boolean perItem, INDArray indices, long chosen, PositionPair pair) {
        long items = perItem ? table.size(0) : 1;
        long rows = table.size(perItem ? 1 : 0);
        long indicesPerItem = indices.length() / items;
        long width = chosen / indices.length();
        for (long i = 0; i < indices.length(); i++) {
            long item = i / indicesPerItem;
            long start = (item * rows + row(indices, i, rows)) * width;
            for (long k = 0; k < width; k++) {
                pair.accept(start + k, i * width + k);
            }
        }
    }

    private static long row(INDArray indices, long position, long rows) {
        double index = indices.data().getDouble(position);
        if (index != Math.rint(index) || index < 0 || index >= rows) {
            throw new IllegalArgumentException("the index at " + Arrays.toString(place(position, indices.shape()))
                    + " is " + index + "; with " + rows + " rows it must be a whole number from 0 to " + (rows - 1));
        }
        return (long) index;
    }

    private static long[] place(long position, long[] shape) {
        long[] place = new long[shape.length];
        long rest = position;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return place;
    }
}
