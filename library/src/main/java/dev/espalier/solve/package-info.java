/**
 * Solvers make the weights of a model members of constraint sets at the least loss.
 *
 * <p>Which sets, is a {@link dev.espalier.solve.Goal}; pruning and quantization, each an {@link dev.espalier.solve.Aim},
 * say what theirs is for a model. How to get there is a {@link dev.espalier.solve.Solver}, and
 * {@link dev.espalier.solve.Recovery} carries one out, with the training that makes up for it. Nothing here knows what a
 * constraint is for.
 */
package dev.espalier.solve;
