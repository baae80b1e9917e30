package dev.espalier.model;

import dev.espalier.model.op.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What shape the zeros of a masked tensor have: found by pruning, kept by training, exploited by compilation.
 *
 * <p>Weights are [O, I, H, W] in convolutions, [O, I] in linear layers, O outputs and I inputs. The matrix form is
 * [O, I H W].
 */
public sealed interface Structure {

    /** Any single weight may be zero. */
    record Unstructured() implements Structure {
        @Override
        public String toString() {
            return "unstructured";
        }
    }

    /**
     * Every kernel keeps the positions of one pattern of a small set, or is cut whole (PatDNN, arXiv 2001.00138). In
     * layers with 1x1 kernels only the cutting remains.
     *
     * @param patterns the set
     * @param sharing how many neighbouring filters have the same pattern, or the same cut, at the same input channel; 1
     *     in the paper, more make faster code of less freedom
     */
    record PatternConnectivity(List<KernelPattern> patterns, int sharing) implements Structure {
        public PatternConnectivity {
            patterns = List.copyOf(patterns);
            extent("filters that share a pattern", sharing);
        }

        /** Every filter for itself. */
        public PatternConnectivity(List<KernelPattern> patterns) {
            this(patterns, 1);
        }

        @Override
        public String toString() {
            return "pattern+connectivity (" + patterns.size() + " patterns"
                    + (sharing == 1 ? ")" : ", shared by " + sharing + " filters)");
        }
    }

    /**
     * At most n of every m weights that neighbour each other along the input channels stay, at each kernel position. The
     * last weights of a row may be fewer than m, as if padded with zeros.
     *
     * @param n weights kept of a group, 1 to m
     * @param m weights of a group
     */
    record NM(int n, int m) implements Structure {
        public NM {
            if (n < 1 || n > m) {
                throw new IllegalArgumentException(
                        "at most " + n + " of every " + m + " weights cannot stay; 2 of 4 can, written n:m:2:4");
            }
        }

        @Override
        public String toString() {
            return "n:m:" + n + ":" + m;
        }
    }

    /**
     * Each weight belongs to one of several tasks, and the others are zero until their task takes them (LPS, arXiv
     * 2012.06956).
     *
     * @param task the last one that has taken its weights, from 0
     */
    record TaskPartition(int task) implements Structure {
        public TaskPartition {
            if (task < 0) {
                throw new IllegalArgumentException("task " + task + "; tasks are numbered from 0");
            }
        }

        @Override
        public String toString() {
            return "task-partition:" + task;
        }
    }

    /**
     * Whole channels of the network, with everything that belongs to them in every tensor they run through: see
     * {@link Coupling}. The only structure whose zeros can be left out of the shapes, by {@link Model#thin}.
     */
    record Coupled() implements Structure {
        @Override
        public String toString() {
            return "coupled";
        }
    }

    /** Weights live and die in blocks. */
    sealed interface Blocked extends Structure {

        /** The blocks of a tensor that has no {@link #refusal}. */
        Blocks blocks(Shape weight);

        /** Why a tensor of this shape has no such blocks, as the end of a sentence; empty if it has. */
        default Optional<String> refusal(Shape weight) {
            return weight.rank() == 4 || weight.rank() == 2
                    ? Optional.empty()
                    : Optional.of("has the shape " + weight + "; " + this + " is for weights [O, I, H, W] or [O, I]");
        }
    }

    /** Everything an output channel is computed from. */
    record Filter() implements Blocked {
        @Override
        public Blocks blocks(Shape weight) {
            return Blocks.ofKernels(weight, 1, weight.dim(1), true);
        }

        @Override
        public String toString() {
            return "filter";
        }
    }

    /** Everything that reads an input channel. */
    record Channel() implements Blocked {
        @Override
        public Blocks blocks(Shape weight) {
            return Blocks.ofKernels(weight, weight.dim(0), 1, true);
        }

        @Override
        public String toString() {
            return "channel";
        }
    }

    /** A column of the matrix form: one input channel and kernel position over all filters. */
    record Column() implements Blocked {
        @Override
        public Blocks blocks(Shape weight) {
            return Blocks.ofMatrix(weight, weight.dim(0), 1);
        }

        @Override
        public String toString() {
            return "column";
        }
    }

    /**
     * The same kernel positions stay in all kernels of a block (YOLObile, arXiv 2009.05697). Kernels of one weight have
     * nothing to punch: there one input channel of the block's filters goes at a time, as in {@link BlockColumn}.
     *
     * @param filters of a block; the vector length of the processor suits it best
     * @param channels of a block
     */
    record BlockPunched(int filters, int channels) implements Blocked {
        public BlockPunched {
            extent("filters of a block", filters);
            extent("channels of a block", channels);
        }

        @Override
        public Blocks blocks(Shape weight) {
            boolean single = weight.rank() == 2 || weight.dim(2) * weight.dim(3) == 1;
            return Blocks.ofKernels(weight, filters, single ? 1 : channels, false);
        }

        @Override
        public String toString() {
            return "block-punched:" + filters + "x" + channels;
        }
    }

    /**
     * Whole blocks of outputs by inputs in linear layers and 1x1 convolutions. Instructions that sum up the products of
     * four neighbouring bytes want blocks of four inputs.
     *
     * @param outputs of a block; the vector length of the processor suits it best
     * @param inputs of a block
     */
    record Block(int outputs, int inputs) implements Blocked {
        public Block {
            extent("outputs of a block", outputs);
            extent("inputs of a block", inputs);
        }

        @Override
        public Blocks blocks(Shape weight) {
            return Blocks.ofMatrix(weight, outputs, inputs);
        }

        @Override
        public Optional<String> refusal(Shape weight) {
            return weight.rank() == 4 && weight.dim(2) * weight.dim(3) > 1
                    ? Optional.of("has " + weight.dim(2) + "x" + weight.dim(3)
                            + " kernels; blocks are for linear layers and 1x1 convolutions, and block-punched:"
                            + outputs
                            + "x" + inputs + " is for larger kernels")
                    : Blocked.super.refusal(weight);
        }

        @Override
        public String toString() {
            return "block:" + outputs + "x" + inputs;
        }
    }

    /**
     * Pieces of the rows of the matrix form.
     *
     * @param columns of a piece
     */
    record BlockRow(int columns) implements Blocked {
        public BlockRow {
            extent("columns of a block row", columns);
        }

        @Override
        public Blocks blocks(Shape weight) {
            return Blocks.ofMatrix(weight, 1, columns);
        }

        @Override
        public String toString() {
            return "block-row:" + columns;
        }
    }

    /**
     * Pieces of the columns of the matrix form.
     *
     * @param rows of a piece
     */
    record BlockColumn(int rows) implements Blocked {
        public BlockColumn {
            extent("rows of a block column", rows);
        }

        @Override
        public Blocks blocks(Shape weight) {
            return Blocks.ofMatrix(weight, rows, 1);
        }

        @Override
        public String toString() {
            return "block-column:" + rows;
        }
    }

    /**
     * Blocks of o outputs by one input in linear layers and 1x1 convolutions. With one token to a vector lane each weight
     * is broadcast, so even 3 x 1 blocks make full use of the vectors.
     *
     * @param outputs of a block, o
     */
    record TokenLane(int outputs) implements Blocked {
        public TokenLane {
            extent("outputs of a token-lane block", outputs);
        }

        @Override
        public Blocks blocks(Shape weight) {
            return Blocks.ofMatrix(weight, outputs, 1);
        }

        @Override
        public Optional<String> refusal(Shape weight) {
            return weight.rank() == 4 && weight.dim(2) * weight.dim(3) > 1
                    ? Optional.of("has " + weight.dim(2) + "x" + weight.dim(3)
                            + " kernels; token-lane blocks are for linear layers and 1x1 convolutions")
                    : Blocked.super.refusal(weight);
        }

        @Override
        public String toString() {
            return "token-lane:" + outputs;
        }
    }

    /**
     * The same kernel positions stay in all kernels of a few neighbouring filters: the one fine-grained structure for
     * depthwise convolutions, where each filter is a single kernel.
     *
     * @param filters that share positions
     */
    record Position(int filters) implements Blocked {
        public Position {
            extent("filters that share positions", filters);
        }

        @Override
        public Blocks blocks(Shape weight) {
            return Blocks.ofKernels(weight, filters, weight.dim(1), false);
        }

        @Override
        public Optional<String> refusal(Shape weight) {
            return weight.rank() == 4 && weight.dim(2) * weight.dim(3) > 1
                    ? Optional.empty()
                    : Optional.of(
                            "has the shape " + weight + "; kernels of one weight have no positions to choose from");
        }

        @Override
        public String toString() {
            return "position:" + filters;
        }
    }

    /**
     * How many neighbouring outputs have their zeros at the same inputs and positions. So many results can be computed by
     * one vector instruction with one look at the indices; a processor of 16 floats a vector is half used by 8.
     *
     * @param weight shape of a tensor that can have this structure
     */
    default int together(Shape weight) {
        if (this instanceof PatternConnectivity pattern) {
            return Math.min(pattern.sharing(), weight.dim(0));
        }
        return this instanceof Blocked blocked ? blocked.blocks(weight).height() : 1;
    }

    private static void extent(String what, int found) {
        if (found < 1) {
            throw new IllegalArgumentException(what + ": " + found + "; at least 1");
        }
    }
}
