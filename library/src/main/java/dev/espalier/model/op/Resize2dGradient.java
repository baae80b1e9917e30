package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link Resize2d} with respect to its images: every upstream is shared among the pixels it was made of, by
 * their weights. Input: upstream [N, C, oH, oW].
 *
 * @param resize the forward operator
 * @param size extent of its images
 */
public record Resize2dGradient(Resize2d resize, Size2d size) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(upstream)", 1);
        Shape upstream = Operands.expectImages(inputs.get(0));
        Shape images = upstream.withDim(2, size.height()).withDim(3, size.width());
        Operands.expectShape("an upstream", resize.infer(List.of(images)), upstream);
        return images;
    }

    @Override
    public void differentiate(Adjoint adjoint) {
        adjoint.contribute(0, adjoint.apply(resize, adjoint.upstream()));
    }
}
