package dev.espalier.kernel.tool.maven;

import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The name of an artifact. Completed from the local repository: what was used before on this machine.
 *
 * @param repository where that is
 */
record CoordinatesKind(Supplier<Path> repository) implements Kind<Coordinates> {

    @Override
    public String placeholder() {
        return "GROUP:ARTIFACT[:VERSION]";
    }

    @Override
    public String expected() {
        return "an artifact such as org.apache.commons:commons-math3:3.6.1";
    }

    @Override
    public Coordinates parse(String word, Variables variables) {
        return Coordinates.parse(word);
    }

    @Override
    public Coordinates parseAll(List<String> words, Variables variables) {
        try {
            return parse(words.get(words.size() - 1), variables);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(": " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> candidates(String prefix, Variables variables) {
        String[] parts = prefix.split(":", -1);
        return switch (parts.length) {
            case 1 -> groups(parts[0]);
            case 2 ->
                below(folder(parts[0]))
                        .filter(name -> Files.isDirectory(folder(parts[0]).resolve(name)))
                        .map(name -> parts[0] + ":" + name)
                        .toList();
            case 3 ->
                below(folder(parts[0]).resolve(parts[1]))
                        .filter(version -> Files.exists(folder(parts[0])
                                .resolve(parts[1])
                                .resolve(version)
                                .resolve(parts[1] + "-" + version + ".pom")))
                        .map(version -> parts[0] + ":" + parts[1] + ":" + version)
                        .toList();
            default -> List.of();
        };
    }

    /** One more step of a group's name, up to its next dot. */
    private List<String> groups(String prefix) {
        String before = prefix.substring(0, prefix.lastIndexOf('.') + 1);
        return below(folder(before))
                .flatMap(name -> Stream.of(before + name + ".", before + name + ":"))
                .toList();
    }

    private Path folder(String group) {
        return repository.get().resolve(group.replace('.', '/').replaceFirst("/$", ""));
    }

    private static Stream<String> below(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries
                    .filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException none) {
            return Stream.empty();
        }
    }
}
