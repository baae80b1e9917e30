/**
 * A {@link dev.espalier.constraint.Constraint} is a set of weight tensors with a projection onto it: the one idea that
 * pruning and quantization share, and all that a solver needs to know of either.
 */
package dev.espalier.constraint;
