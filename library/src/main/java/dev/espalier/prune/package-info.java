/**
 * Pruning replaces weights by the nearest member of a sparsity set.
 *
 * <p>What shape the zeros have is a {@link dev.espalier.prune.Scheme}, how many there are a
 * {@link dev.espalier.prune.Rate}; {@link dev.espalier.prune.Prune} holds both, with the layers they are for, and is the
 * verb.
 * How it happens is up to a {@link dev.espalier.solve.Solver}.
 */
package dev.espalier.prune;
