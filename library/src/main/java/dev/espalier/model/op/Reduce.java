package dev.espalier.model.op;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sum, mean or largest value along some axes. Input: x of any shape. Output: x without these axes, or with length 1 along
 * them.
 *
 * @param reducer what is made of the numbers
 * @param axes counted from 0, ascending; at least one
 * @param keepDims whether the axes stay, with length 1
 */
public record Reduce(Reducer reducer, List<Integer> axes, boolean keepDims) implements Op {

    /** What is made of the numbers. */
    public enum Reducer {
        SUM,
        MEAN,
        /** Numbers that are equally the largest share the gradient. */
        MAX
    }

    public Reduce {
        axes = List.copyOf(axes);
        boolean ascending = !axes.isEmpty() && axes.get(0) >= 0;
        for (int i = 1; i < axes.size(); i++) {
            ascending &= axes.get(i - 1) < axes.get(i);
        }
        if (!ascending) {
            throw new IllegalArgumentException(
                    "axes are " + axes + "; they must be at least one, counted from 0, ascending, each once");
        }
    }

    /** The sum along axes that are dropped. */
    public static Reduce sum(Integer... axes) {
        return new Reduce(Reducer.SUM, List.of(axes), false);
    }

    /** The mean along axes that are dropped. */
    public static Reduce mean(Integer... axes) {
        return new Reduce(Reducer.MEAN, List.of(axes), false);
    }

    /** The sum of a tensor for each position along one axis: the gradient of anything added along it. */
    public static Reduce sumAllBut(int axis, int rank) {
        return new Reduce(
                Reducer.SUM,
                IntStream.range(0, rank).filter(other -> other != axis).boxed().toList(),
                false);
    }

    /** One number from a tensor of this rank, which is at least 1. */
    public static Reduce all(Reducer reducer, int rank) {
        return new Reduce(reducer, IntStream.range(0, rank).boxed().toList(), false);
    }

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(x)", 1);
        Shape x = inputs.get(0);
        Shape kept = kept(x);
        if (keepDims) {
            return kept;
        }
        List<Integer> dims = new ArrayList<>(kept.dims());
        axes.stream().sorted(Collections.reverseOrder()).forEach(axis -> dims.remove((int) axis));
        return new Shape(dims);
    }

    /** The shape with the axes kept at length 1. */
    private Shape kept(Shape x) {
        Operands.expectAxis(axes.get(axes.size() - 1), x);
        Shape kept = x;
        for (int axis : axes) {
            kept = kept.withDim(axis, 1);
        }
        return kept;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        Value x = adjoint.input(0);
        Value upstream = withAxes(adjoint, adjoint.upstream());
        switch (reducer) {
            case SUM -> adjoint.contribute(0, adjoint.apply(new Expand(x.shape()), upstream));
            case MEAN -> adjoint.contribute(0, adjoint.apply(new Spread(x.shape()), upstream));
            case MAX -> {
                Value below = adjoint.apply(new Greater(), withAxes(adjoint, adjoint.output()), x);
                Value isLargest = adjoint.apply(new Affine(-1, 1), below);
                Value count = adjoint.apply(new Reduce(Reducer.SUM, axes, true), isLargest);
                Value share = adjoint.apply(new Divide(), upstream, count);
                adjoint.contribute(0, adjoint.apply(new Multiply(), isLargest, share));
            }
        }
    }

    private Value withAxes(Adjoint adjoint, Value reduced) {
        Shape kept = kept(adjoint.input(0).shape());
        return keepDims ? reduced : adjoint.apply(new Reshape(kept), reduced);
    }
}
