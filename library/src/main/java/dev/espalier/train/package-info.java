/**
 * A {@code Trainer} carries out a {@code TrainingPlan} on a model and gives a {@code TrainingRun}: the trained model and
 * how it went.
 *
 * <p>What is no classifier is put together in a {@code JointGraph}, from networks and losses, and trained by one or more
 * {@code TrainingStep}s over a common {@code ParameterStore}: a generator and a discriminator in turn, weights on one
 * half of the data and the architecture on the other.
 *
 * <p>Runs can be stopped at any step and go on later, bit for bit as if they had never stopped. Masks of the model are
 * kept: a masked weight is zero after every step.
 */
package dev.espalier.train;
