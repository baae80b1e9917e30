package dev.espalier.kernel.magic;

import java.util.List;
import java.util.stream.Collectors;

/** The magics of a session, by name: the answer to {@code %lsmagic}. */
public record MagicIndex(List<Schema> schemas) {

    public MagicIndex {
        schemas = List.copyOf(schemas);
    }

    @Override
    public String toString() {
        int width = schemas.stream().mapToInt(s -> s.call().length()).max().orElse(0);
        return schemas.stream()
                .map(s -> s.call() + " ".repeat(width - s.call().length()) + "  " + s.summary())
                .collect(Collectors.joining("\n", "", "\n%name? explains one of them"));
    }
}
