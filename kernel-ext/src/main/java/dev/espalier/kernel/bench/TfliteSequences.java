package dev.espalier.kernel.bench;

import dev.espalier.kernel.bench.TfliteFile.Operator;
import dev.espalier.kernel.bench.TfliteFile.Type;
import dev.espalier.kernel.bench.TfliteTensors.Order;
import dev.espalier.kernel.bench.TfliteTensors.Tensor;
import dev.espalier.model.Node;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.LayerNorm;
import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Softmax;
import dev.espalier.model.op.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators of transformers for TensorFlow Lite, in the forms that XNNPACK computes; all but looking words up. */
final class TfliteSequences {

    private final TfliteTensors tensors;
    private final TfliteFile file;

    TfliteSequences(TfliteTensors tensors) {
        this.tensors = tensors;
        this.file = tensors.file();
    }

    /** Writes a node, if it is one of these. */
    boolean add(Node node) {
        if (node.op() instanceof MatMul product) {
            product(node, product);
        } else if (node.op() instanceof LayerNorm norm) {
            normalized(node, norm);
        } else if (node.op() instanceof Softmax softmax) {
            softmax(node, softmax);
        } else if (node.op() instanceof Gather gather) {
            gather(node, gather);
        } else if (node.op() instanceof Transpose transpose) {
            // A product that turns it itself reads what comes before.
            if (!isOnlyTurned(node)) {
                int x = tensors.floats(node, 0);
                transposed(node.name(), x, tensors.result(node, Order.SAME), transpose.permutation());
            }
        } else if (node.op() instanceof Reshape) {
            int x = tensors.floats(node, 0);
            int[] dims = tensors.dims(node, Order.SAME);
            int shape = file.constant(node.name() + "/shape", dims, dims.length);
            file.add(Operator.RESHAPE, tensors.result(node, Order.SAME), x, shape);
        } else if (node.op() instanceof Slice slice) {
            slice(node, slice);
        } else {
            return false;
        }
        return true;
    }

    private void transposed(String name, int from, int to, List<Integer> permutation) {
        int[] axes = permutation.stream().mapToInt(Integer::intValue).toArray();
        int order = file.constant(name + "/permutation", axes, axes.length);
        file.add(Operator.TRANSPOSE, to, from, order);
    }

    /** Whether a node only puts the last axis of what it reads before the last, for products that can read it so. */
    private boolean isOnlyTurned(Node node) {
        if (!(node.op() instanceof Transpose transpose)) {
            return false;
        }
        List<Integer> permutation = transpose.permutation();
        int rank = permutation.size();
        List<Node> readers = tensors.graph().consumers(node.name());
        return rank > 2
                && permutation.get(rank - 2) == rank - 1
                && readers.stream()
                        .allMatch(reader -> reader.op() instanceof MatMul
                                && reader.inputs().get(1).equals(node.name())
                                && !reader.inputs().get(0).equals(node.name()))
                && !tensors.graph().outputs().contains(node);
    }

    /** Matrices are read along their rows where the network would turn them first. */
    private void product(Node node, MatMul product) {
        Node second = tensors.graph().node(node.inputs().get(1));
        boolean turned = isOnlyTurned(second);
        int a = tensors.floats(node, 0);
        int b = turned ? rows(second) : tensors.floats(node, 1);
        file.add(
                Operator.BATCH_MATMUL,
                3,
                table -> {
                    table.addBoolean(0, product.transposeA(), false);
                    table.addBoolean(1, product.transposeB() != turned, false);
                },
                tensors.result(node, Order.SAME),
                a,
                b);
    }

    /** A transposed tensor with its last axis left where it was. */
    private int rows(Node node) {
        if (tensors.contains(node)) {
            return tensors.of(node).number();
        }
        List<Integer> permutation = new ArrayList<>(((Transpose) node.op()).permutation());
        int rank = permutation.size();
        Collections.swap(permutation, rank - 1, rank - 2);
        int[] dims = tensors.dims(node, Order.SAME);
        int last = dims[rank - 1];
        dims[rank - 1] = dims[rank - 2];
        dims[rank - 2] = last;
        int x = tensors.floats(node, 0);
        int number = tensors.put(node, new Tensor(file.tensor(node.name(), dims), Order.SAME, Optional.empty()));
        transposed(node.name(), x, number, permutation);
        return number;
    }

    private void normalized(Node node, LayerNorm norm) {
        String name = node.name();
        int x = tensors.floats(node, 0);
        int[] dims = tensors.dims(node, Order.SAME);
        int first = dims.length - norm.dims();
        int[] kept = dims.clone();
        Arrays.fill(kept, first, dims.length, 1);
        int[] range = IntStream.range(first, dims.length).toArray();
        int axes = file.constant(name + "/axes", range, range.length);
        int mean = mean(file.tensor(name + "/mean", kept), x, axes);
        int centred = binary(Operator.SUB, file.tensor(name + "/centred", dims), x, mean);
        int squares = file.tensor(name + "/squares", dims);
        file.add(Operator.SQUARE, squares, centred);
        int variance = mean(file.tensor(name + "/variance", kept), squares, axes);
        int epsilon = file.constant(name + "/epsilon", new float[] {(float) norm.epsilon()});
        int raised = binary(Operator.ADD, file.tensor(name + "/raised", kept), variance, epsilon);
        int factor = file.tensor(name + "/factor", kept);
        file.add(Operator.RSQRT, factor, raised);
        if (node.inputs().size() == 1) {
            binary(Operator.MUL, tensors.result(node, Order.SAME), centred, factor);
            return;
        }
        int normal = binary(Operator.MUL, file.tensor(name + "/normal", dims), centred, factor);
        int scaled = binary(Operator.MUL, file.tensor(name + "/scaled", dims), normal, tensors.floats(node, 1));
        int shift = tensors.floats(node, 2);
        binary(Operator.ADD, tensors.result(node, Order.SAME), scaled, shift);
    }

    private int mean(int to, int from, int axes) {
        file.add(Operator.MEAN, 1, table -> table.addBoolean(0, true, false), to, from, axes);
        return to;
    }

    private int binary(Operator operator, int to, int a, int b) {
        file.add(operator, to, a, b);
        return to;
    }

    private void slice(Node node, Slice slice) {
        int x = tensors.floats(node, 0);
        int[] counts = tensors.dims(node, Order.SAME);
        int[] from = new int[counts.length];
        from[slice.axis()] = slice.from();
        int begin = file.constant(node.name() + "/begin", from, from.length);
        int size = file.constant(node.name() + "/size", counts, counts.length);
        file.add(Operator.SLICE, tensors.result(node, Order.SAME), x, begin, size);
    }

    private void softmax(Node node, Softmax softmax) {
        if (softmax.axis() != node.shape().rank() - 1) {
            throw TfliteTensors.refusal(
                    node, "is along axis " + softmax.axis() + "; TensorFlow Lite's is along the last");
        }
        int x = tensors.floats(node, 0);
        file.add(Operator.SOFTMAX, 1, table -> table.addFloat(0, 1, 0), tensors.result(node, Order.SAME), x);
    }

    private void gather(Node node, Gather gather) {
        Node indices = tensors.graph().node(node.inputs().get(1));
        Node table = tensors.graph().node(node.inputs().get(0));
        if (gather.perItem() || !(table.op() instanceof Parameter) || !isIndices(indices)) {
            throw TfliteTensors.refusal(
                    node, "cannot be written for TensorFlow Lite unless an input of its own says the rows of a table");
        }
        int rows = tensors.floats(node, 0);
        int number = tensors.read(node, 1).number();
        file.add(Operator.GATHER, tensors.result(node, Order.SAME), rows, number);
    }

    /** Whether an input holds nothing but numbers of rows. */
    boolean isIndices(Node node) {
        List<Node> readers = tensors.graph().consumers(node.name());
        return node.op() instanceof Input
                && !readers.isEmpty()
                && readers.stream()
                        .allMatch(reader -> reader.op() instanceof Gather
                                && reader.inputs().get(1).equals(node.name())
                                && !reader.inputs().get(0).equals(node.name()));
    }

    /** The type of an input. */
    Type inputType(Node node) {
        return isIndices(node) ? Type.INT32 : Type.FLOAT32;
    }
}
