package dev.espalier;

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

/** The picture of the packages: each may use only those before it. */
class PackagesTest {

    private static final List<String> LOWEST_FIRST = List.of(
            "progress",
            "model",
            "data",
            "engine",
            "onnx",
            "tfjs",
            "exchange",
            "train",
            "distill",
            "constraint",
            "solve",
            "prune",
            "quantize",
            "compile.target",
            "compile.translate",
            "compile.runtime",
            "compile.layout",
            "compile.kernel",
            "compile.schedule",
            "compile.training",
            "compile.rewrite",
            "compile.lower",
            "compile.directory",
            "compile.network",
            "compile.latency",
            "budget",
            "gan",
            "fpga",
            "study",
            "experiment",
            "papers");
    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPath("target/classes");
    private static final Path SOURCES = Path.of("src/main/java");

    static List<String> packages() {
        return LOWEST_FIRST;
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageUsesOnlyThoseBelow(String name) {
        String[] above = LOWEST_FIRST.stream()
                .skip(LOWEST_FIRST.indexOf(name) + 1L)
                .map(PackagesTest::tree)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(tree(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above)
                .allowEmptyShould(true)
                .check(LIBRARY);
    }

    @Test
    void everyClassIsInThePicture() {
        String[] all = LOWEST_FIRST.stream().map(PackagesTest::tree).toArray(String[]::new);
        classes()
                .that()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideInAnyPackage(all)
                .check(LIBRARY);
    }

    @Test
    void theLibraryKnowsNoKernel() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.espalier.kernel..", "org.dflib..", "jdk.jshell..")
                .check(LIBRARY);
    }

    @Test
    void operatorsKnowNoModel() {
        noClasses()
                .that()
                .resideInAPackage("dev.espalier.model.op")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.espalier.model", "org.nd4j..")
                .check(LIBRARY);
    }

    @Test
    void modelsKnowNeitherZooNorFile() {
        noClasses()
                .that()
                .resideInAPackage("dev.espalier.model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.espalier.model.zoo", "dev.espalier.model.file")
                .check(LIBRARY);
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
        return "dev.espalier." + name + "..";
    }
}
