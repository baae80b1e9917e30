package dev.espalier.papers.lps;

/** How it is found out which of the free weights a task keeps. */
public enum Choice {
    /** By ADMM: weights are trained towards sets of the size of the task's share, with only free weights as candidates. */
    ADMM,
    /**
     * By ADMM as in the authors' code, whose copies Z are the largest of free and earlier weights together. What is kept in the
     * end is chosen among the free ones all the same.
     */
    ADMM_AMONG_ALL,
    /** The largest after training, at once, as in PackNet (Mallya and Lazebnik, CVPR 2018). */
    MAGNITUDE
}
