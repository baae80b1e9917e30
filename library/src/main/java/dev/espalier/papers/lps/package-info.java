/**
 * Learn-Prune-Share for Lifelong Learning (Wang et al., ICDM 2020, arXiv 2012.06956): tasks come one after the other; each
 * takes a part of the weights for itself by ADMM and learns which weights of earlier tasks to use, so that nothing is ever
 * forgotten.
 *
 * <p>No copy of the paper's text was accessible. The method is that of the abstract and of the authors' code, whose steps are
 * called learn, prune and share, harden, and retrain; equations here have these names, since the paper's numbers are unknown.
 * {@link dev.espalier.papers.lps.LearnPruneShare} says where this differs from the code, and why.
 */
package dev.espalier.papers.lps;
