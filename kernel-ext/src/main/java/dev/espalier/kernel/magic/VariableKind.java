package dev.espalier.kernel.magic;

import dev.espalier.model.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A variable of the session that holds a value of one type. */
record VariableKind<T>(Class<T> type, String hint) implements Kind<T> {

    @Override
    public String placeholder() {
        return type.getSimpleName().toUpperCase(Locale.ROOT);
    }

    @Override
    public String expected() {
        return article(type) + ", " + hint;
    }

    @Override
    public T parse(String word, Variables variables) {
        Optional<Object> value = variables.find(word);
        if (value.isEmpty()) {
            String near = Nearest.to(word, variables.named(type))
                    .map(name -> "did you mean '" + name + "'?")
                    .orElse("expected " + expected());
            throw new IllegalArgumentException("is no variable with a value in this session; " + near);
        }
        if (!type.isInstance(value.get())) {
            throw new IllegalArgumentException("is " + article(value.get().getClass()) + "; expected " + expected());
        }
        return type.cast(value.get());
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        return variables.named(type);
    }

    private static String article(Class<?> type) {
        String name = type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
        return ("AEIOaeio".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }
}
