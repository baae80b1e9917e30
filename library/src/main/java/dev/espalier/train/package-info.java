/**
 * A {@code Trainer} carries out a {@code TrainingPlan} on a model and gives a {@code TrainingRun}: the trained model and
 * how it went.
 *
 * <p>Runs can be stopped at any step and go on later, bit for bit as if they had never stopped. Masks of the model are
 * kept: a masked weight is zero after every step.
 */
package dev.espalier.train;
