package dev.espalier.kernel.evaluate;

/**
 * Whether a text can be run, or a console should ask for another line.
 *
 * @param state the answer
 * @param indent blanks the next line should start with; empty unless incomplete
 */
public record Completeness(State state, String indent) {

    /** What a text lacks. */
    public enum State {
        COMPLETE,
        INCOMPLETE,
        INVALID
    }

    /** Can be run as it is. */
    public static final Completeness COMPLETE = new Completeness(State.COMPLETE, "");

    /** No further line can make it right. */
    public static final Completeness INVALID = new Completeness(State.INVALID, "");

    /** Needs more lines. */
    public static Completeness incomplete(String indent) {
        return new Completeness(State.INCOMPLETE, indent);
    }
}
