package dev.espalier.compile.translate;

import java.util.List;

/**
 * What a function takes and gives.
 *
 * @param result type of what it gives
 * @param parameters types of what it takes
 */
record Signature(Type result, List<Type> parameters) {

    Signature {
        parameters = List.copyOf(parameters);
    }
}
