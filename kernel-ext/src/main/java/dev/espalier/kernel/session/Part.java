package dev.espalier.kernel.session;

import dev.espalier.kernel.magic.Call;
import java.util.Optional;

/** A stretch of a cell that is run as one. */
sealed interface Part {

    /** Where it starts in the cell. */
    int start();

    /** Behind its last character. */
    int end();

    /** Whether a cursor stands in it or at one of its ends. */
    default boolean touches(int cursor) {
        return start() <= cursor && cursor <= end();
    }

    /** Java between magics. */
    record Java(int start, int end) implements Part {}

    /**
     * A magic, with the variable its value goes to.
     *
     * @param name where the magic's name starts, after the signs
     */
    record Command(int start, int end, int name, Optional<Target> target, Call call) implements Part {}

    /**
     * {@code Model?}, at the end of a cell: asks what a piece of Java is.
     *
     * @param java where the piece starts; the marks are not part of it
     * @param length of the piece, in characters
     * @param detail 0, or 1 for two marks
     */
    record Question(int start, int end, int java, int length, int detail) implements Part {}

    /**
     * The left side of {@code Model small = %prune net}.
     *
     * @param type as written, {@code var} included; empty where the variable exists already
     */
    record Target(Optional<String> type, String name) {

        boolean isVar() {
            return type.filter("var"::equals).isPresent();
        }
    }
}
