package dev.espalier.model;

import dev.espalier.model.op.Shape;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A weight tensor cut into blocks whose weights are kept or dropped together. The tensor is seen as rows of kernels: [O, I]
 * kernels of H x W weights in a convolution, of one weight in a linear layer. A block covers the kernels of a few
 * neighbouring rows and columns, and of these either all weights or one position.
 *
 * <p>Where the extent does not divide the tensor, the blocks at the far edges are smaller: what padding would fill is not
 * counted as weights.
 *
 * <p>Blocks are numbered row of blocks by row of blocks, within it from left to right, and then by position.
 *
 * @param rows of kernels: output channels
 * @param columns of kernels: input channels
 * @param area weights of a kernel
 * @param height rows of a block, 1 to {@code rows}
 * @param width columns of a block, 1 to {@code columns}
 * @param whole whether a block holds whole kernels, and not one position of each
 */
public record Blocks(int rows, int columns, int area, int height, int width, boolean whole) {

    public Blocks {
        height = Math.min(height, rows);
        width = Math.min(width, columns);
        if (rows < 1 || columns < 1 || area < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("blocks of " + height + "x" + width + " kernels in " + rows + "x"
                    + columns + " kernels of " + area + " weights; all must be at least 1");
        }
    }

    /**
     * Blocks of kernels.
     *
     * @param weight [O, I, H, W] or [O, I]
     */
    public static Blocks ofKernels(Shape weight, int height, int width, boolean whole) {
        int area = weight.rank() == 4 ? weight.dim(2) * weight.dim(3) : 1;
        return new Blocks(weight.dim(0), weight.dim(1), area, height, width, whole);
    }

    /**
     * Blocks of the matrix [O, I H W] a convolution multiplies by.
     *
     * @param weight [O, I, H, W] or [O, I]
     */
    public static Blocks ofMatrix(Shape weight, int height, int width) {
        int rows = weight.dim(0);
        return new Blocks(rows, Math.toIntExact(weight.size() / rows), 1, height, width, true);
    }

    /** How many blocks there are. */
    public int count() {
        return across(rows, height) * across(columns, width) * positions();
    }

    private static int across(int length, int step) {
        return (length + step - 1) / step;
    }

    private int positions() {
        return whole ? 1 : area;
    }

    /** How many weights each block has. */
    public int[] sizes() {
        int[] sizes = new int[count()];
        int next = 0;
        for (int row = 0; row < rows; row += height) {
            for (int column = 0; column < columns; column += width) {
                int kernels = Math.min(height, rows - row) * Math.min(width, columns - column);
                Arrays.fill(sizes, next, next + positions(), whole ? kernels * area : kernels);
                next += positions();
            }
        }
        return sizes;
    }

    /** How many blocks have so many weights: one size, and up to three more at the far edges. */
    public NavigableMap<Integer, Integer> countsBySize() {
        NavigableMap<Integer, Integer> counts = new TreeMap<>();
        int[][] down = {{height, rows / height}, {rows % height, 1}};
        int[][] across = {{width, columns / width}, {columns % width, 1}};
        for (int[] tall : down) {
            for (int[] wide : across) {
                int size = tall[0] * wide[0] * (whole ? area : 1);
                if (size > 0) {
                    counts.merge(size, tall[1] * wide[1] * positions(), Integer::sum);
                }
            }
        }
        return counts;
    }

    /** Which block each weight belongs to, row-major. */
    public int[] ofWeights() {
        int[] of = new int[rows * columns * area];
        visit((from, to, block, step) -> {
            for (int i = from, number = block; i < to; i++, number += step) {
                of[i] = number;
            }
        });
        return of;
    }

    /** The sum over each block, as the score of the block. */
    public WeightScores sums(WeightScores scores) {
        double[] sums = new double[count()];
        if (sums.length == scores.length()) {
            return scores;
        }
        visit((from, to, block, step) -> {
            if (step == 1) {
                for (int i = from, number = block; i < to; i++, number++) {
                    sums[number] += scores.at(i);
                }
            } else {
                sums[block] += scores.sum(from, to);
            }
        });
        return WeightScores.of(sums);
    }

    /** What is said of blocks, said of their weights, row-major. */
    public boolean[] spread(boolean[] blocks) {
        boolean[] weights = new boolean[rows * columns * area];
        if (blocks.length == weights.length) {
            return blocks;
        }
        visit((from, to, block, step) -> {
            if (step == 1) {
                System.arraycopy(blocks, block, weights, from, to - from);
            } else {
                Arrays.fill(weights, from, to, blocks[block]);
            }
        });
        return weights;
    }

    /** Takes the weights from one number to before another, of one block (step 0) or of one after another (step 1). */
    @FunctionalInterface
    private interface Run {
        void take(int from, int to, int block, int step);
    }

    /** Runs are as long as possible: a call for every weight would take several times as long. */
    private void visit(Run run) {
        int rowOfBlocks = across(columns, width) * positions();
        boolean ownBlocks = width == 1 && positions() == area;
        int rowLength = columns * area;
        for (int row = 0; row < rows; row++) {
            int first = row * rowLength;
            int block = row / height * rowOfBlocks;
            if (ownBlocks) {
                run.take(first, first + rowLength, block, 1);
                continue;
            }
            for (int column = 0; column < columns; column += width, block += positions()) {
                int end = Math.min(column + width, columns);
                if (whole) {
                    run.take(first + column * area, first + end * area, block, 0);
                } else {
                    for (int kernel = column; kernel < end; kernel++) {
                        run.take(first + kernel * area, first + (kernel + 1) * area, block, 1);
                    }
                }
            }
        }
    }
}
