package dev.espalier.model.op;

/**
 * A pair of extents along height and width.
 *
 * @param height along the third dimension of [N, C, H, W]
 * @param width along the fourth
 */
public record Size2d(int height, int width) {

    /** The same extent both ways. */
    public static Size2d square(int side) {
        return new Size2d(side, side);
    }

    /** The extent of images of this shape, [N, C, H, W]. */
    public static Size2d of(Shape images) {
        return new Size2d(images.dim(2), images.dim(3));
    }

    /** The number of positions. */
    public int area() {
        return height * width;
    }

    Size2d positive(String what) {
        Operands.positive(what + " height", height);
        Operands.positive(what + " width", width);
        return this;
    }

    Size2d notNegative(String what) {
        Operands.notNegative(what + " height", height);
        Operands.notNegative(what + " width", width);
        return this;
    }

    @Override
    public String toString() {
        return height + "x" + width;
    }
}
