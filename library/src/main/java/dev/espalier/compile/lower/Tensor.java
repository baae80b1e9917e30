package dev.espalier.compile.lower;

import dev.espalier.compile.layout.Layout;
import dev.espalier.model.op.Shape;

/**
 * A tensor at run time.
 *
 * @param shape with a batch of one
 * @param layout in which order its numbers lie
 * @param storage in which memory
 */
public record Tensor(Shape shape, Layout layout, Storage storage) {}
