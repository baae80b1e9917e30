package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Variables;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A line for the shell. Completed word by word: programs, and paths. */
record CommandKind() implements Kind<String> {

    @Override
    public String placeholder() {
        return "COMMAND";
    }

    @Override
    public String expected() {
        return "a shell command";
    }

    @Override
    public String parse(String word, Variables variables) {
        return word;
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        List<String> paths = new PathWordsKind().candidates(prefix, variables);
        return prefix.isEmpty() || prefix.contains("/")
                ? paths
                : Stream.concat(paths.stream(), programs(prefix)).toList();
    }

    private static Stream<String> programs(String prefix) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .map(File::new)
                .map(File::list)
                .filter(Objects::nonNull)
                .flatMap(Arrays::stream)
                .filter(name -> name.startsWith(prefix))
                .distinct()
                .sorted();
    }
}
