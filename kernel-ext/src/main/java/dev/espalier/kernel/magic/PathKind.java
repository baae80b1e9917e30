package dev.espalier.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A file or directory, relative to {@link Variables#directory}; {@code ~} is the home directory. */
record PathKind() implements Kind<Path> {

    @Override
    public String placeholder() {
        return "PATH";
    }

    @Override
    public String expected() {
        return "a path";
    }

    @Override
    public Path parse(String word, Variables variables) {
        try {
            boolean home = word.equals("~") || word.startsWith("~/");
            String written = home ? System.getProperty("user.home") + word.substring(1) : word;
            return variables.directory().resolve(written);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is no path on this system: " + e.getReason(), e);
        }
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        String directory = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        try (Stream<Path> entries = Files.list(parse(directory, variables))) {
            return entries.map(entry -> directory + entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
                    .filter(name -> !name.startsWith(directory + ".") || prefix.startsWith(directory + "."))
                    .sorted()
                    .toList();
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
    }
}
