/**
 * An {@code Op} is what one node of a graph computes: its attributes, its output shape, its cost, and its gradient as
 * more operators.
 */
package dev.espalier.model.op;
