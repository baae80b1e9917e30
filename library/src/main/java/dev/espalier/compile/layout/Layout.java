package dev.espalier.compile.layout;

/**
 * Where in memory the numbers of one item's activation are. Kernels are generated for layouts, so that no kernel moves
 * numbers about before it computes; {@link #floats} numbers are allocated, aligned to 64 bytes.
 */
public sealed interface Layout permits Blocked, Bytes, Features, Plain, Tiled {

    /** Numbers it takes up, fillings and borders included. */
    long floats();
}
