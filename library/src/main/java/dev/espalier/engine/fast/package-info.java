/**
 * The fast executor. A {@code Program} is a graph compiled for one batch size: {@code Fusion} groups nodes, a
 * {@code Rule} per group turns it into calls of oneDNN primitives (or of the reference kernel, where there is none),
 * {@code Lowering} keeps account of which tensor lies where in which layout, and {@code Arena} packs them into one block
 * of memory. Running a program then allocates nothing.
 */
package dev.espalier.engine.fast;
