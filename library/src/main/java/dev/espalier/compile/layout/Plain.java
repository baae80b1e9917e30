package dev.espalier.compile.layout;

import dev.espalier.model.op.Shape;

/**
 * Row order without gaps.
 *
 * @param shape of one item, its batch axis left out
 */
public record Plain(Shape shape) implements Layout {

    @Override
    public long floats() {
        return shape.size();
    }
}
