package dev.espalier.kernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The picture of the kernel's packages: each may use only those on lines before its own. */
class PackagesTest {

    private static final List<List<String>> LOWEST_FIRST = List.of(
            List.of("bench", "render"),
            List.of("evaluate"),
            List.of("magic"),
            List.of("tool", "verb"),
            List.of("session"),
            List.of("extension", "protocol", "notebook"),
            List.of("command"));
    private static final JavaClasses KERNEL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPath("target/classes");
    private static final Path SOURCES = Path.of("src/main/java");

    static Stream<String> packages() {
        return LOWEST_FIRST.stream().flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageUsesOnlyThoseBelow(String name) {
        String[] others = LOWEST_FIRST.stream()
                .dropWhile(line -> !line.contains(name))
                .flatMap(List::stream)
                .filter(other -> !other.equals(name))
                .map(PackagesTest::tree)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(tree(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .allowEmptyShould(true)
                .check(KERNEL);
    }

    @Test
    void everyClassIsInThePicture() {
        String[] all = packages().map(PackagesTest::tree).toArray(String[]::new);
        classes()
                .that()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideInAnyPackage(all)
                .check(KERNEL);
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        try (Stream<Path> folders = Files.walk(SOURCES.resolve("dev/espalier"))) {
            List<Path> silent = folders.filter(PackagesTest::holdsClasses)
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertThat(silent).isEmpty();
        }
    }

    private static boolean holdsClasses(Path folder) {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String tree(String name) {
        return "dev.espalier.kernel." + name + "..";
    }
}
