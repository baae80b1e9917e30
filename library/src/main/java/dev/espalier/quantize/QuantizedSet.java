package dev.espalier.quantize;

import dev.espalier.constraint.Constraint;
import dev.espalier.constraint.Member;
import dev.espalier.constraint.Weights;
import dev.espalier.model.Encoding;
import dev.espalier.model.Granularity;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.WeightGroups;
import dev.espalier.model.op.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors whose groups of weights are each some scale times levels of a set (MSQ, arXiv 2012.04240). Given
 * the scale, every weight goes to the level nearest to it, and of two equally near ones to the smaller.
 *
 * <p>The scale is free, so how near the nearest member comes depends on the {@link ScaleChoice}: {@code MSE} finds the
 * best scale in groups of few weights, and nearly the best in large ones. Members stay as they are, whatever the choice.
 *
 * @param levels which rows get which level set
 * @param granularity which weights share a scale
 * @param scale how it is found
 */
public record QuantizedSet(Levels levels, Granularity granularity, ScaleChoice scale) implements Constraint {

    @Override
    public Optional<String> refusal(Shape weight) {
        return levels.fits(granularity)
                ? Optional.empty()
                : Optional.of(
                        "cannot be quantized to " + levels + ": rows of different levels need scales of their own,"
                                + " so choose granularity row, not tensor");
    }

    @Override
    public Member project(INDArray weight) {
        return project(weight, Optional.empty());
    }

    /**
     * The nearest member that is also zero under a mask: scales and levels are those of the kept weights alone.
     *
     * @throws IllegalArgumentException as {@link #project(INDArray)}
     */
    public Member project(INDArray weight, Optional<Encoding.Masked> mask) {
        Shape shape = Model.shapeOf(weight);
        refusal(shape).ifPresent(reason -> {
            throw new IllegalArgumentException("a tensor " + shape + " " + reason);
        });
        float[] weights = finite(weight);
        List<LevelSet> sets = sets(weights, KeptWeights.of(mask), WeightGroups.of(granularity, shape));
        return LevelProjection.fitted(weights, shape, granularity, sets, scale, mask);
    }

    static float[] finite(INDArray weight) {
        float[] weights = Weights.of(weight);
        for (int i = 0; i < weights.length; i++) {
            if (Float.isInfinite(weights[i])) {
                throw new IllegalArgumentException("weight " + i + " of a tensor " + Model.shapeOf(weight)
                        + " is infinite, and no scale fits it; start from a model whose training converged");
            }
        }
        return weights;
    }

    private List<LevelSet> sets(float[] weights, KeptWeights kept, WeightGroups groups) {
        List<LevelSet> ofRows = levels.ofRows(
                levels instanceof Levels.Mixed
                        ? RowVariances.of(weights, kept, groups)
                        : new double[groups.count() / groups.perRow()]);
        return IntStream.range(0, groups.count())
                .mapToObj(group -> ofRows.get(group / groups.perRow()))
                .toList();
    }
}
