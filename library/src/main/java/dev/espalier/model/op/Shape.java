package dev.espalier.model.op;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dimensions of a tensor. The first one may be {@link #BATCH}: not known until a batch comes.
 *
 * @param dims each at least 1, or {@link #BATCH} in first place; empty for a scalar
 */
public record Shape(List<Integer> dims) {

    /** Stands for the batch size where it is left open; printed as {@code N}. */
    public static final int BATCH = -1;

    /** The shape of one number. */
    public static final Shape SCALAR = Shape.of();

    public Shape {
        dims = List.copyOf(dims);
        for (int i = 0; i < dims.size(); i++) {
            int dim = dims.get(i);
            if (dim < 1 && !(dim == BATCH && i == 0)) {
                throw new IllegalArgumentException(
                        "dimension " + i + " of " + dims + " is " + dim + "; dimensions are at least 1");
            }
        }
    }

    /** A shape from its dimensions. */
    public static Shape of(int... dims) {
        List<Integer> list = new ArrayList<>(dims.length);
        for (int dim : dims) {
            list.add(dim);
        }
        return new Shape(list);
    }

    /** A batch of something: [N, dims...]. */
    public static Shape batchOf(int... dims) {
        List<Integer> list = new ArrayList<>(dims.length + 1);
        list.add(BATCH);
        for (int dim : dims) {
            list.add(dim);
        }
        return new Shape(list);
    }

    /** Reads what {@link #toString} writes: {@code [1, 28, 28]}, {@code [N, 10]}. */
    public static Shape parse(String text) {
        String form = text.strip();
        if (!form.matches("\\[((N|[0-9]{1,9})(\\s*,\\s*[0-9]{1,9})*)?]")) {
            throw new IllegalArgumentException("'" + text + "' is no shape; write it as [1, 28, 28]");
        }
        List<Integer> dims = new ArrayList<>();
        for (String dim : form.substring(1, form.length() - 1).split(",")) {
            if (!dim.isBlank()) {
                dims.add(dim.strip().equals("N") ? BATCH : Integer.parseInt(dim.strip()));
            }
        }
        return new Shape(dims);
    }

    /** How many dimensions there are. */
    public int rank() {
        return dims.size();
    }

    /** One dimension, counted from 0. */
    public int dim(int index) {
        return dims.get(index);
    }

    /** Whether the batch size is still open. */
    public boolean isBatched() {
        return !dims.isEmpty() && dims.get(0) == BATCH;
    }

    /** This shape with the open batch size filled in; unchanged when it has none. */
    public Shape withBatch(int batch) {
        return isBatched() ? withDim(0, batch) : this;
    }

    /** This shape with one dimension replaced. */
    public Shape withDim(int index, int dim) {
        List<Integer> changed = new ArrayList<>(dims);
        changed.set(index, dim);
        return new Shape(changed);
    }

    /** How many numbers it holds; an open batch counts as one. */
    public long size() {
        long size = 1;
        for (int dim : dims) {
            size = Math.multiplyExact(size, dim == BATCH ? 1L : dim);
        }
        return size;
    }

    /** The dimensions as an array; an open batch is {@link #BATCH}. */
    public long[] toArray() {
        return dims.stream().mapToLong(Integer::longValue).toArray();
    }

    @Override
    public String toString() {
        return dims.stream()
                .map(dim -> dim == BATCH ? "N" : Integer.toString(dim))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
