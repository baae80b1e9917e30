package dev.espalier.model.op;

import java.util.List;

/**
 * Gradient of {@link MaxPool2d} with respect to its images: every output's upstream goes to the largest value of its
 * window, the first in row order if several are equal. Inputs: images [N, C, H, W], upstream [N, C, oH, oW].
 *
 * @param pool the forward operator
 */
public record MaxPool2dGradient(MaxPool2d pool) implements TrainingOp {

    @Override
    public Shape infer(List<Shape> inputs) {
        Operands.expectCount(inputs, "(images, upstream)", 2);
        Shape images = inputs.get(0);
        Operands.expectShape("an upstream", pool.infer(List.of(images)), inputs.get(1));
        return images;
    }
}
