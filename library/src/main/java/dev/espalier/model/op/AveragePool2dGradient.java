package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link AveragePool2d} with respect to its images: every output's upstream is shared equally among the
 * positions of its window, dx[i] = sum over windows w that contain i of upstream[w] / kernel area. Input: upstream
 * [N, C, oH, oW].
 *
 * @param pool the forward operator
 * @param size extent of the images it pooled, which several extents may give the same output
 */
public record AveragePool2dGradient(AveragePool2d pool, Size2d size) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(upstream)", 1);
        Shape upstream = Operands.expectImages(inputs.get(0));
        Shape images = upstream.withDim(2, size.height()).withDim(3, size.width());
        Operands.expectShape("an upstream", pool.infer(List.of(images)), upstream);
        return images;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(pool, adjoint.upstream()));
    }
}
