package dev.espalier.kernel.magic;

/**
 * The session a magic runs in, for magics that do more than compute a value.
 *
 * @param java runs code, knows declarations, extends the class path
 * @param surroundings what magics keep for each other
 * @param magics those of the session
 */
public record Workspace(JavaSession java, Surroundings surroundings, Magics magics) {}
