package dev.espalier.model.op;

/**
 * The result of one node, as a handle for building more of the graph.
 *
 * @param name the node's name
 * @param shape its output shape
 */
public record Value(String name, Shape shape) {}
