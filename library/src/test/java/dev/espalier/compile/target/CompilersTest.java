package dev.espalier.compile.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilersTest {

    private static final Target ANY = Target.parse("x86-64-v3");

    @TempDir
    private Path folder;

    @Test
    void withoutAnyItSaysTheThreeWaysToGetOne() {
        assertThatThrownBy(() -> new Compilers(Map.of("PATH", folder.toString()), false).first(ANY))
                .isInstanceOf(ToolchainException.class)
                .hasMessageContaining("there is no C compiler for x86_64")
                .hasMessageContaining("environment variable CC")
                .hasMessageContaining("sudo apt-get install gcc")
                .hasMessageContaining("org.bytedeco:llvm");
    }

    @Test
    void theOneInCcComesFirst() throws IOException {
        Path mine = program("mine", "gcc (Mine) 1.0", "x86_64-linux-gnu");
        program("clang", "clang version 99", "x86_64-pc-linux-gnu");
        Map<String, String> environment = Map.of("CC", mine + " -m64", "PATH", folder.toString());

        assertThat(new Compilers(environment, false).all(ANY))
                .extracting(Toolchain::origin, Toolchain::version, Toolchain::dialect)
                .containsExactly(
                        tuple("$CC", "gcc (Mine) 1.0", Dialect.GCC), tuple("PATH", "clang version 99", Dialect.CLANG));
    }

    @Test
    void oneForAnotherProcessorDoesNotCount() throws IOException {
        program("gcc", "gcc 12", "riscv64-linux-gnu");

        assertThat(new Compilers(Map.of("PATH", folder.toString()), false).all(ANY))
                .isEmpty();
    }

    @Test
    void theOneOnTheClassPathIsUnpackedOnceUnderTheNamesItsPartsLookFor() throws IOException {
        Path jar = folder.resolve("jar");
        Path parts = Files.createDirectories(jar.resolve("org/bytedeco/llvm/linux-test"));
        for (String part : new String[] {"clang", "lld", "libLLVM.so", "libclang-cpp.so"}) {
            Files.writeString(parts.resolve(part), part);
        }
        Path cache = folder.resolve("cache");
        try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            Path program = new Bundled(classes, "linux-test", cache).program().orElseThrow();

            assertThat(program).isExecutable().hasContent("clang");
            assertThat(program.resolveSibling("ld.lld")).isExecutable().hasContent("lld");
            assertThat(program.resolveSibling("libLLVM.so.20.1")).exists();
            assertThat(program.resolveSibling("libclang-cpp.so.20.1")).exists();
            Files.writeString(parts.resolve("clang"), "changed");
            assertThat(new Bundled(classes, "linux-test", cache).program().orElseThrow())
                    .hasContent("clang");
            assertThat(new Bundled(classes, "linux-other", cache).program()).isEmpty();
            try (var entries = Files.list(cache)) {
                assertThat(entries).hasSize(1);
            }
        }
    }

    @Test
    void aPackageWithPartsMissingIsRefusedAndLeavesNothing() throws IOException {
        Path jar = folder.resolve("jar");
        Files.writeString(
                Files.createDirectories(jar.resolve("org/bytedeco/llvm/linux-test"))
                        .resolve("clang"),
                "clang");
        Path cache = folder.resolve("cache");
        try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            assertThatThrownBy(() -> new Bundled(classes, "linux-test", cache).program())
                    .hasMessageContaining("the package has no org/bytedeco/llvm/linux-test/");
            assertThat(cache).isEmptyDirectory();
        }
    }

    private Path program(String name, String version, String machine) throws IOException {
        Path program = folder.resolve(name);
        Files.writeString(
                program,
                "#!/bin/sh\ncase \"$*\" in *--version*) echo '" + version + "' ;; *) echo " + machine + " ;; esac\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }
}
