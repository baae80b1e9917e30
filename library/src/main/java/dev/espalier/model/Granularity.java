package dev.espalier.model;

import dev.espalier.model.op.Shape;

/**
 * Which weights of a quantized tensor share a scale and a level set. Rows are those of the matrix form: row o of a weight
 * [O, ...] is everything that belongs to output o.
 */
public sealed interface Granularity {

    /** All weights of the tensor. */
    record PerTensor() implements Granularity {
        @Override
        public long groupSize(Shape weight) {
            return weight.size();
        }

        @Override
        public String toString() {
            return "tensor";
        }
    }

    /** The weights of one row. */
    record PerRow() implements Granularity {
        @Override
        public long groupSize(Shape weight) {
            return weight.size() / weight.dim(0);
        }

        @Override
        public String toString() {
            return "row";
        }
    }

    /**
     * So many neighbouring weights of a row; the last group of a row may be shorter.
     *
     * @param size at least 1
     */
    record PerGroup(int size) implements Granularity {
        public PerGroup {
            if (size < 1) {
                throw new IllegalArgumentException("groups of " + size + " weights; 32, 64 and 128 are usual");
            }
        }

        @Override
        public long groupSize(Shape weight) {
            return Math.min(size, weight.size() / weight.dim(0));
        }

        @Override
        public String toString() {
            return "group:" + size;
        }
    }

    /** How many weights a full group of a tensor of this shape has. */
    long groupSize(Shape weight);

    /** How many groups there are, counted row by row. */
    default int groups(Shape weight) {
        if (this instanceof PerTensor) {
            return 1;
        }
        long row = weight.size() / weight.dim(0);
        return Math.toIntExact(weight.dim(0) * ((row + groupSize(weight) - 1) / groupSize(weight)));
    }

    /** Reads {@code tensor}, {@code row} or {@code group:SIZE}. */
    static Granularity parse(String text) {
        String name = text.strip();
        if (name.matches("group:[0-9]{1,6}")) {
            return new PerGroup(Integer.parseInt(name.substring("group:".length())));
        }
        return switch (name) {
            case "tensor" -> new PerTensor();
            case "row" -> new PerRow();
            default ->
                throw new IllegalArgumentException(
                        "no granularity '" + text + "'; write tensor, row or group:64, the weights that share a scale");
        };
    }
}
