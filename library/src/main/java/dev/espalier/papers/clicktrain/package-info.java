/**
 * ClickTrain: Efficient and Accurate End-to-End Deep Learning Training via Fine-Grained Architecture-Preserving Pruning
 * (Zhang et al., ICS 2021, arXiv 2011.10170): within one training run, kernel patterns and kernels to remove are chosen
 * once, a group penalty presses the rest to zero, and the last epochs are trained without it.
 *
 * <p>No copy of the paper's text was accessible. The method is that of the abstract and of the authors' published code;
 * stages and terms have its names (S0 to S3, I_p, I_k, R_p, R_k), since the paper's equation numbers are unknown.
 * {@link dev.espalier.papers.clicktrain.ClickTrain} says where this differs from the code, and why.
 */
package dev.espalier.papers.clicktrain;
