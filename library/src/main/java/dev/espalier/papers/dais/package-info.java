/**
 * DAIS: Automatic Channel Pruning via Differentiable Annealing Indicator Search (Guan et al., IEEE TNNLS 2023, arXiv
 * 2011.02166): every channel is multiplied by an indicator that is learned beside the weights and driven to 0 or 1 by a
 * falling temperature.
 *
 * <p>No copy of the paper's text was accessible; equations are those that a public implementation cites by their numbers, and
 * where it leaves something open the choice is ours and said so.
 */
package dev.espalier.papers.dais;
