/**
 * A {@code Model} is a {@code Graph} of operators plus the {@code Parameters} it was trained to, each with its
 * {@code Encoding}.
 *
 * <p>Everything here is a value: a change gives a new model. What the package can tell without running a model: shapes,
 * parameters, MACs, bytes, and which channels are coupled.
 */
package dev.espalier.model;
