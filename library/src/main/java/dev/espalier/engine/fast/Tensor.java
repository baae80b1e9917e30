package dev.espalier.engine.fast;

/**
 * A tensor at its place.
 *
 * @param storage the memory
 * @param layout how it lies there, from the first byte on
 */
record Tensor(Storage storage, Layout layout) {

    long[] dims() {
        return layout.dims();
    }

    /** The same bytes seen otherwise. */
    Tensor as(Layout other) {
        return new Tensor(storage, other);
    }
}
