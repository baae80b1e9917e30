package dev.espalier.model.op;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a table by their numbers, such as the vectors of words. Inputs: table [R, D...], indices [I...] holding whole
 * numbers from 0 to R - 1; output [I..., D...]. With a table for each item of the batch: [N, R, D...] and [N, I...] give
 * [N, I..., D...]. A number that is no row fails when the graph runs. The adjoint is {@link ScatterAdd}.
 *
 * <p>Indices are floats as all values are, which are exact up to 16,777,216.
 *
 * @param perItem whether each item of the batch has a table of its own
 */
public record Gather(boolean perItem) implements Op {

    /** From one table for the whole batch. */
    public static Gather rows() {
        return new Gather(false);
    }

    /** For each item of the batch from a table of its own. */
    public static Gather rowsOfEachItem() {
        return new Gather(true);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(table, indices)", 2);
        Shape table = inputs.get(0);
        Shape indices = inputs.get(1);
        if (perItem) {
            if (table.rank() < 2 || indices.rank() < 1 || table.dim(0) != indices.dim(0)) {
                throw new ShapeException("expects a table [N, R, ...] and indices [N, ...] for the same items, found "
                        + table + " and " + indices);
            }
        } else if (table.rank() < 1 || table.isBatched()) {
            throw new ShapeException("expects a table [R, ...] for the whole batch, found " + table
                    + "; gather per item if each item has a table of its own");
        }
        List<Integer> dims = new ArrayList<>(indices.dims());
        dims.addAll(table.dims().subList(rowAxis() + 1, table.rank()));
        return new Shape(dims);
    }

    /** The axis of the table along which rows are counted. */
    public int rowAxis() {
        return perItem ? 1 : 0;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        if (adjoint.wanted(1)) {
            throw new UnsupportedOperationException("indices choose rows and have no gradient");
        }
        ScatterAdd scatter = new ScatterAdd(adjoint.input(0).shape().dim(rowAxis()), perItem);
        adjoint.contribute(0, adjoint.apply(scatter, adjoint.upstream(), adjoint.input(1)));
    }
}
