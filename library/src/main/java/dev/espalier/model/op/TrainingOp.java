package dev.espalier.model.op;

/** Operators that occur in training graphs only: gradients, and forms that use the statistics of the batch. */
public sealed interface TrainingOp extends Op permits BatchMoment, BatchNormTraining, Blend {}
