/**
 * An executor computes the outputs of a {@code Graph} from the tensors fed to it; training graphs are ordinary graphs,
 * made from a network's graph by two transforms: {@code TrainingForm} and {@code Gradients}.
 */
package dev.espalier.engine;
