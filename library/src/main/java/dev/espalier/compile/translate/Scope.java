package dev.espalier.compile.translate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The variables of a function. Java allows no variable to hide another, so that such get names of their own. */
final class Scope {

    private static final Set<String> TAKEN =
            Set.of("memory", "marks", "barrier", "arena", "weights_", "byte", "new", "final");

    private final Deque<Map<String, Value>> levels = new ArrayDeque<>(List.of(new HashMap<>()));
    private final Set<String> names = new HashSet<>(TAKEN);

    void open() {
        levels.push(new HashMap<>());
    }

    void close() {
        levels.pop();
    }

    /** Declares a variable. */
    Value declare(String name, Type type) {
        return declare(name, unique -> Value.place(unique, type));
    }

    /** Declares a variable that never changes. */
    Value declareConstant(String name, Type type) {
        return declare(name, unique -> new Value(unique, type));
    }

    private Value declare(String name, Function<String, Value> named) {
        String unique = name;
        for (int i = 2; !names.add(unique); i++) {
            unique = name + "_" + i;
        }
        Value variable = named.apply(unique);
        levels.peek().put(name, variable);
        return variable;
    }

    Value find(String name) {
        for (Map<String, Value> level : levels) {
            if (level.containsKey(name)) {
                return level.get(name);
            }
        }
        throw new IllegalArgumentException("no Java for '" + name + "', which is no variable");
    }
}
