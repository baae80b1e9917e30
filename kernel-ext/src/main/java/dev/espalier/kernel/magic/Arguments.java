package dev.espalier.kernel.magic;

import java.util.Map;
import java.util.Optional;

/** What a magic was given, every value checked against its {@link Schema}. */
public final class Arguments {

    private final Map<Parameter<?>, Object> values;
    private final String body;

    Arguments(Map<Parameter<?>, Object> values, String body) {
        this.values = Map.copyOf(values);
        this.body = body;
    }

    /**
     * The value of a parameter that is required, has a fallback, or is a flag.
     *
     * @throws IllegalStateException if the parameter may be absent, and is: ask {@link #find}
     */
    public <T> T get(Parameter<T> parameter) {
        return find(parameter)
                .orElseThrow(() -> new IllegalStateException(parameter.shown() + " was not given and has no fallback"));
    }

    /** The value of a parameter that may be absent. */
    @SuppressWarnings("unchecked") // the parser puts under each parameter what its own kind has read
    public <T> Optional<T> find(Parameter<T> parameter) {
        return Optional.ofNullable((T) values.get(parameter));
    }

    /** The lines below a cell magic; empty for a line magic. */
    public String body() {
        return body;
    }
}
