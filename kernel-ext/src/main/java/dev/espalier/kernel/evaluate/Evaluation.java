package dev.espalier.kernel.evaluate;

import java.util.List;

/**
 * What evaluating a piece of Java gave.
 *
 * @param value the value of the last expression; null where there is none, or where it is null
 * @param hasValue whether the last snippet is an expression with a value and without a closing semicolon
 * @param notes sentences the user should read, such as which variables a redefined class has emptied
 */
public record Evaluation(Object value, boolean hasValue, List<String> notes) {

    public Evaluation {
        notes = List.copyOf(notes);
    }

    static Evaluation nothing(List<String> notes) {
        return new Evaluation(null, false, notes);
    }
}
