package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code %jars} and {@code %classpath}: classes for cells, from files. */
final class ClassPathTools {

    private static final Parameter<List<String>> JARS = Parameter.words(
            "jars", new PathWordsKind(), "jar files, directories of them, or patterns such as lib/*.jar");
    private static final Parameter<List<String>> ENTRIES = Parameter.words(
            "entries", new PathWordsKind(), "jar files, directories of classes, or patterns such as lib/*.jar");

    private ClassPathTools() {}

    static List<Magic> all() {
        return List.of(
                Magic.of(
                        Schema.line("jars", "lets cells use the classes of jar files", Path[].class, JARS)
                                .examples("%jars lib/*.jar", "%jars lib"),
                        (arguments, context) -> {
                            List<String> words = arguments.get(JARS);
                            if (words.isEmpty()) {
                                return context.workspace().java().classPath().stream()
                                        .filter(ClassPathTools::isJar)
                                        .toArray(Path[]::new);
                            }
                            List<Path> jars = new ArrayList<>();
                            for (Path path : expanded(words, context)) {
                                jars.addAll(Files.isDirectory(path) ? jarsIn(path) : List.of(path));
                            }
                            return added(jars, context);
                        }),
                Magic.of(
                        Schema.line(
                                        "classpath",
                                        "lets cells use more classes, or lists where classes come from",
                                        Path[].class,
                                        ENTRIES)
                                .examples("%classpath target/classes", "%classpath"),
                        (arguments, context) -> {
                            List<String> words = arguments.get(ENTRIES);
                            return words.isEmpty()
                                    ? context.workspace().java().classPath().toArray(Path[]::new)
                                    : added(expanded(words, context), context);
                        }));
    }

    private static List<Path> jarsIn(Path directory) throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(directory)) {
            jars = files.filter(ClassPathTools::isJar).sorted().toList();
        }
        if (jars.isEmpty()) {
            throw new IOException(
                    "there are no jar files in " + directory + "; for a directory of classes: %classpath " + directory);
        }
        return jars;
    }

    private static boolean isJar(Path path) {
        return path.toString().endsWith(".jar");
    }

    /** Adds what is not there yet; gives that. */
    private static Path[] added(List<Path> paths, Context context) throws IOException {
        List<Path> present = context.workspace().java().classPath().stream()
                .map(path -> path.toAbsolutePath().normalize())
                .toList();
        List<Path> fresh = new ArrayList<>();
        for (Path path : paths) {
            Path whole = path.toAbsolutePath().normalize();
            if (!Files.exists(whole)) {
                throw new IOException("there is no file or directory " + path);
            }
            if (!Files.isDirectory(whole) && !isJar(whole)) {
                throw new IOException(path + " is neither a jar file nor a directory of classes");
            }
            if (!present.contains(whole) && !fresh.contains(whole)) {
                fresh.add(whole);
            }
        }
        context.workspace().java().addToClassPath(fresh);
        return fresh.toArray(Path[]::new);
    }

    /** Paths with their patterns filled in; the pattern may only be in the last name. */
    private static List<Path> expanded(List<String> words, Context context) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String word : words) {
            int slash = word.lastIndexOf('/');
            String pattern = word.substring(slash + 1);
            if (!pattern.matches(".*[*?\\[{].*")) {
                all.add(path(word, context));
                continue;
            }
            Path folder = path(slash < 0 ? "" : word.substring(0, slash + 1), context);
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            try (Stream<Path> files = Files.list(folder.toAbsolutePath())) {
                List<Path> found = files.filter(file -> matcher.matches(file.getFileName()))
                        .filter(file -> isJar(file) || Files.isDirectory(file))
                        .sorted()
                        .toList();
                if (found.isEmpty()) {
                    throw new IOException("no jar file or directory is like " + word);
                }
                all.addAll(found);
            }
        }
        return all;
    }

    private static Path path(String word, Context context) {
        return Kinds.path().parse(word, context.variables());
    }
}
