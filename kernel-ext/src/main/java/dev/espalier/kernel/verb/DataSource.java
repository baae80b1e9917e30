package dev.espalier.kernel.verb;

import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Variables;
import dev.espalier.model.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where images come from: a set that is known by name, or files.
 *
 * @param name by which it is known, or the path
 * @param path of a directory or archive of class folders; empty for a set that is known by name
 */
record DataSource(String name, Optional<Path> path) {

    static final String CIFAR_10 = "cifar-10";
    static final String FASHION_MNIST = "fashion-mnist";

    private static final List<String> KNOWN = List.of(CIFAR_10, FASHION_MNIST);

    /** Reads and completes them. */
    record Word(Kind<Path> files) implements Kind<DataSource> {

        Word() {
            this(Kinds.path());
        }

        @Override
        public String placeholder() {
            return String.join("|", KNOWN) + "|PATH";
        }

        @Override
        public String expected() {
            return String.join(", ", KNOWN) + ", or the path of a directory or zip archive of class folders";
        }

        @Override
        public DataSource parse(String word, Variables variables) {
            if (KNOWN.contains(word)) {
                return new DataSource(word, Optional.empty());
            }
            Path path = files.parse(word, variables);
            if (!Files.exists(path)) {
                String near = Nearest.to(word, KNOWN)
                        .map(name -> "did you mean '" + name + "'?")
                        .orElse("expected " + expected());
                throw new IllegalArgumentException("is no data set known by name, and no such file exists; " + near);
            }
            return new DataSource(word, Optional.of(path));
        }

        @Override
        public List<String> candidates(String prefix, Variables variables) {
            List<String> all = new ArrayList<>(KNOWN);
            all.addAll(files.candidates(prefix, variables));
            return all;
        }
    }
}
