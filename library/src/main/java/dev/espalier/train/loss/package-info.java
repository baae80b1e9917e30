/**
 * Losses as functions that build graphs: of values in a graph under construction they make one number, and
 * {@code engine.Gradients} does the rest. Names and formulas are PyTorch's where it has them.
 */
package dev.espalier.train.loss;
