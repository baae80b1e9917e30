package dev.espalier.model.op;

import java.util.ArrayList;
import java.util.List;

/**
 * Adds each value to the row of its number in a table of zeros: values with the same number add up. Inputs: values
 * [I..., D...], indices [I...] holding whole numbers from 0 to rows - 1; output [rows, D...]. With a table for each item
 * of the batch: [N, I..., D...] and [N, I...] give [N, rows, D...]. A number that is no row fails when the graph runs. The
 * adjoint is {@link Gather}.
 *
 * @param rows of the table, at least 1
 * @param perItem whether each item of the batch has a table of its own
 */
public record ScatterAdd(int rows, boolean perItem) implements Op {

    public ScatterAdd {
        Operands.positive("number of rows", rows);
    }

    /** Into one table for the whole batch. */
    public static ScatterAdd rows(int rows) {
        return new ScatterAdd(rows, false);
    }

    /** For each item of the batch into a table of its own. */
    public static ScatterAdd rowsOfEachItem(int rows) {
        return new ScatterAdd(rows, true);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(values, indices)", 2);
        Shape values = inputs.get(0);
        Shape indices = inputs.get(1);
        if (values.rank() < indices.rank()
                || !values.dims().subList(0, indices.rank()).equals(indices.dims())) {
            throw new ShapeException(
                    "expects an index for each value, so values that begin with the axes of the indices,"
                            + " found values " + values + " and indices " + indices);
        }
        if (perItem && indices.rank() < 1) {
            throw new ShapeException("expects indices [N, ...] for each item of a batch, found " + indices);
        }
        List<Integer> dims = new ArrayList<>(indices.dims().subList(0, perItem ? 1 : 0));
        dims.add(rows);
        dims.addAll(values.dims().subList(indices.rank(), values.rank()));
        return new Shape(dims);
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        if (adjoint.wanted(1)) {
            throw new UnsupportedOperationException("indices choose rows and have no gradient");
        }
        adjoint.contribute(0, adjoint.apply(new Gather(perItem), adjoint.upstream(), adjoint.input(1)));
    }
}
