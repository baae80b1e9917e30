package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge is the compiler's own file manager. */
class CompilerFilesTest {

    @TempDir
    Path folder;

    private Path first;
    private Path second;

    /** A jar of many releases that names another one in its manifest, and that one. */
    @BeforeEach
    void jars() throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        compile(classes, "shop.Apple", "package shop; public class Apple { public static class Core {} }");
        compile(classes, "shop.fine.Pear", "package shop.fine; public interface Pear { int SIZE = 3; }");
        compile(classes, "Loose", "public class Loose {}");
        Path newer = Files.createDirectory(folder.resolve("newer"));
        compile(newer, "shop.Apple", "package shop; public class Apple { public static int newer() { return 9; } }");
        compile(newer, "shop.Newer", "package shop; public class Newer {}");
        Path others = Files.createDirectory(folder.resolve("others"));
        compile(others, "shop.Plum", "package shop; public class Plum {}");
        second = jar("second one.jar", new Manifest(), Map.of("", others));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "second%20one.jar absent.jar");
        first = jar("first.jar", manifest, new TreeMap<>(Map.of("", classes, "META-INF/versions/11/", newer)));
    }

    private void compile(Path to, String name, String source) throws IOException {
        Path file = folder.resolve("src").resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-d", to.toString(), file.toString()))
                .isZero();
    }

    private Path jar(String name, Manifest manifest, Map<String, Path> folders) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = manifest.getMainAttributes().isEmpty()
                        ? new JarOutputStream(out)
                        : new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, Path> from : folders.entrySet()) {
                try (Stream<Path> files = Files.walk(from.getValue())) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        entries.putNextEntry(new JarEntry(from.getKey()
                                + from.getValue().relativize(file).toString().replace('\\', '/')));
                        Files.copy(file, entries);
                    }
                }
            }
        }
        return jar;
    }

    private static CompilerFiles files(Path classPath) {
        return new CompilerFiles(
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, StandardCharsets.UTF_8),
                classPath.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "shop.fine", "", "nowhere", "java.util"})
    void jarsHaveTheClassesThatTheCompilerItselfFinds(String packageName) throws IOException {
        try (CompilerFiles ours = files(first);
                StandardJavaFileManager theirs = ToolProvider.getSystemJavaCompiler()
                        .getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            theirs.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(first, second));
            theirs.handleOption("--multi-release", List.of("17").iterator());
            assertThat(contents(ours, packageName)).isEqualTo(contents(theirs, packageName));
        }
    }

    /** Classes by name, with the bytes of those that come first: they hide the others. */
    private static Map<String, Set<String>> contents(StandardJavaFileManager files, String packageName)
            throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaFileObject file : files.list(StandardLocation.CLASS_PATH, packageName, Set.of(Kind.CLASS), false)) {
            assertThat(file.getKind()).isEqualTo(Kind.CLASS);
            assertThat(files.isSameFile(file, file)).isTrue();
            String name = files.inferBinaryName(StandardLocation.CLASS_PATH, file);
            assertThat(file.isNameCompatible(name.substring(name.lastIndexOf('.') + 1), Kind.CLASS))
                    .isTrue();
            try (var in = file.openInputStream()) {
                found.computeIfAbsent(name, any -> new TreeSet<>())
                        .add(new java.math.BigInteger(in.readAllBytes()) + "");
            }
        }
        return found;
    }

    @Test
    void aFileSaysWhereItIs() throws IOException {
        try (CompilerFiles files = files(first)) {
            JavaFileObject pear = files.list(StandardLocation.CLASS_PATH, "shop.fine", Set.of(Kind.CLASS), false)
                    .iterator()
                    .next();
            assertThat(pear.getName()).isEqualTo(first + "(/shop/fine/Pear.class)");
            assertThat(pear.toUri()).hasToString("jar:" + first.toUri() + "!/shop/fine/Pear.class");
            assertThat(files.contains(StandardLocation.CLASS_PATH, pear)).isTrue();
            assertThat(files.contains(StandardLocation.CLASS_OUTPUT, pear)).isFalse();
            assertThatThrownBy(() -> pear.getCharContent(true)).hasMessage(pear + " is no text");
            assertThatThrownBy(pear::openOutputStream).hasMessage(pear + " is only read");
        }
    }

    @Test
    void cellsUseThem() throws EvaluationException {
        try (Evaluator java = new Evaluator(Options.defaults())) {
            java.addToClassPath(first);
            RecordedOutput output = new RecordedOutput();
            assertThat(java.evaluate(
                                    "import shop.*; import shop.fine.Pear; new Plum(); new Newer();"
                                            + " Apple.newer() + Pear.SIZE",
                                    output)
                            .value())
                    .isEqualTo(12);
            assertThatThrownBy(() -> java.evaluate("new shop.Apple.Core()", output))
                    .isInstanceOf(EvaluationException.Compilation.class);
        }
    }

    @Test
    void aClassThatIsNoneIsNamedWithItsJar() throws IOException {
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.createDirectories(broken.resolve("shop"));
        Files.writeString(broken.resolve("shop/Rotten.class"), "rotten");
        Path jar = jar("third.jar", new Manifest(), Map.of("", broken));
        try (Evaluator java = new Evaluator(Options.defaults())) {
            java.addToClassPath(jar);
            assertThatThrownBy(() -> java.evaluate("new shop.Rotten()", new RecordedOutput()))
                    .isInstanceOf(EvaluationException.Compilation.class)
                    .hasMessageContaining("Rotten.class");
        }
    }
}
