package dev.espalier.kernel.evaluate;

/**
 * A variable of the session.
 *
 * @param type as the user would write it: {@code List<String>}
 * @param name its name
 * @param value its present value, by reference
 */
public record Variable(String type, String name, Object value) {}
