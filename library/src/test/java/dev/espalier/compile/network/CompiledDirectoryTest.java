package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.prune.Prune;
import dev.espalier.quantize.IntegerModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** Directories of compiled networks, as those who get them use them. */
@ExtendWith(NeedsCompiler.class)
class CompiledDirectoryTest {

    private static final Seed SEED = new Seed(1);
    private static final Model LENET = Zoo.lenet5(Shape.of(1, 28, 28), 10, SEED);

    @TempDir
    private Path folder;

    @BeforeAll
    static void needPrograms() {
        for (String program : List.of("make", "gcc", "g++")) {
            boolean there = Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
            assumeTrue(there, () -> "there is no " + program);
        }
    }

    private Path write(Model model, String name) throws IOException {
        Path directory = folder.resolve(name);
        Compile.here().onThreads(2).write(model, name, directory, Progress.NONE, Cancellation.NEVER);
        return directory;
    }

    private static String ok(Shell ran) {
        assertThat(ran.code()).as(ran.said()).isZero();
        return ran.said();
    }

    static Stream<Model> zoo() {
        Model resnet = Prune.parse(Map.of("structure", "block-punched:16x4", "rate", "4x"))
                .apply(Zoo.resnet(8, Shape.of(3, 32, 32), 10, SEED))
                .model();
        return Stream.of(LENET, resnet, BandedNetworksTest.MODEL, Zoo.tokenTransformer(11, 50, 10, 2, 32, SEED));
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void checksItself(Model model) throws Exception {
        Path directory = write(model, model.name());

        assertThat(ok(Shell.run(directory, "make", "-s", "CC=gcc", "CFLAGS=-O1 -Wall -Wextra -Werror", "check")))
                .contains("runs on 2 threads", "passed: largest difference from the reference");
        assertThat(ok(Shell.run(directory, "make", "-s", "CC=gcc", "check-shared")))
                .contains("passed");
        assertThat(ok(Shell.run(directory, "./example", "--threads", "1", "--repeat", "3", "test/input0.f32")))
                .contains("the largest of 10:", "the median of 3 runs on 1 thread (");
        ok(Shell.run(directory, "sha256sum", "-c", "SHA256SUMS"));
        assertThat(directory.resolve("README.md"))
                .content()
                .contains("Measured where it was compiled", "1. `zoo name=", "made by Espalier", "[1, 10], 10 numbers")
                .doesNotContain("@");
    }

    static Stream<Model> oddNetworks() {
        Shape image = Shape.of(3, 29, 27);
        Model pruned = Prune.parse(Map.of("structure", "pattern:8", "rate", "4x"))
                .apply(Zoo.resnet(8, image, 7, SEED))
                .model();
        Model bytes = QuantizedNetworksTest.quantized(QuantizedNetworksTest.lived(LENET), 8);
        return Stream.of(
                LENET,
                pruned,
                IntegerModel.rounded(bytes),
                Zoo.mobilenetV2(image, 7, 0.5, SEED),
                Zoo.transformer(Shape.of(13, 19), 7, 1, 32, SEED));
    }

    /** Inputs and outputs end, or begin, where memory does that may be touched, at addresses that only a float may have. */
    @ParameterizedTest
    @MethodSource("oddNetworks")
    void leavesAllMemoryAloneButWhatItIsGiven(Model model) throws Exception {
        Path directory = write(model, "net");
        Path example = directory.resolve("main.c");
        Files.writeString(
                example,
                "#define _GNU_SOURCE\n" + GUARDED
                        + Files.readString(example)
                                .replace("#define _POSIX_C_SOURCE 200112L", "")
                                .replace("void *weights = allocate(", "void *weights = guarded(64, ")
                                .replace("void *memory = allocate(", "void *memory = guarded(64, ")
                                .replace("= allocate(", "= guarded(4, ")
                                .replace("free(", "(void)("));

        ok(Shell.run(directory, "make", "-s", "CC=gcc", "CFLAGS=-O1", "example"));

        for (String place : List.of("end", "start")) {
            assertThat(ok(Shell.run(directory, "env", "PLACE=" + place, "./example", "--check")))
                    .contains("passed");
        }
    }

    private static final String GUARDED =
            """
            #include <stdlib.h>
            #include <string.h>
            #include <sys/mman.h>
            #include <unistd.h>
            static void *guarded(size_t alignment, size_t bytes) {
              size_t page = sysconf(_SC_PAGESIZE), whole = (bytes + page - 1) / page * page;
              char *all = mmap(0, whole + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              if (all == MAP_FAILED || mprotect(all + page, whole, PROT_READ | PROT_WRITE)) abort();
              size_t before = strcmp(getenv("PLACE"), "end") ? 0 : (whole - bytes) / alignment * alignment;
              return all + page + before;
            }
            """;

    @Test
    void noticesWrongNumbers() throws Exception {
        Path directory = write(LENET, "lenet");
        Path expected = directory.resolve("test/output0.f32");
        byte[] numbers = Files.readAllBytes(expected);
        numbers[3] ^= 0x40;
        Files.write(expected, numbers);
        assertThat(Shell.run(directory, "make", "-s", "check").said()).contains("FAILED");

        Arrays.fill(numbers, (byte) 0xff);
        Files.write(expected, numbers);
        Shell ran = Shell.run(directory, "make", "-s", "check");
        assertThat(ran.said()).as("not a number").contains("FAILED");
        assertThat(ran.code()).isNotZero();
    }

    @Test
    void showsNoNamesButItsOwn() throws Exception {
        Path directory = write(LENET, "My Net");

        for (String file : List.of("my_net.o", "libmy_net.so")) {
            String symbols = ok(Shell.run(directory, "nm", "-g", file));
            assertThat(symbols.lines().map(line -> line.replaceAll(".* ", "")))
                    .containsExactlyInAnyOrder(
                            "my_net_create", "my_net_destroy", "my_net_memory", "my_net_run", "my_net_work");
            assertThat(new String(Files.readAllBytes(directory.resolve(file)), StandardCharsets.ISO_8859_1))
                    .doesNotContain("Java_");
        }
    }

    @Test
    void programsInCPlusPlusHaveSeveralNetworks() throws Exception {
        Path one = write(LENET, "one");
        Path two = write(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(2)), "two");
        Files.writeString(
                folder.resolve("both.cpp"),
                """
                #include "one/one.h"
                #include "two/two.h"
                #include <cstdio>
                #include <cstdlib>

                static void *load(const char *name, size_t bytes) {
                  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
                  FILE *file = fopen(name, "rb");
                  if (!file || fread(memory, 1, bytes, file) != bytes) abort();
                  fclose(file);
                  return memory;
                }

                int main() {
                  const char *why = nullptr;
                  void *w1 = load("one/one.weights", ONE_WEIGHTS_SIZE), *w2 = load("two/two.weights", TWO_WEIGHTS_SIZE);
                  size_t bytes = one_memory(1) > two_memory(1) ? one_memory(1) : two_memory(1);
                  char *m1 = (char *)aligned_alloc(64, (bytes + 127) / 64 * 64), *m2 = (char *)aligned_alloc(64, (bytes + 127) / 64 * 64);
                  auto refused = [&](one *net) { puts(net ? "taken" : why); };
                  printf("%zu %zu\\n", one_memory(0), one_memory(2000));
                  refused(one_create(m1, bytes, w2, TWO_WEIGHTS_SIZE, 1, &why));
                  refused(one_create(m1, bytes, w1, ONE_WEIGHTS_SIZE - 1, 1, &why));
                  refused(one_create(m1, one_memory(1) - 1, w1, ONE_WEIGHTS_SIZE, 1, &why));
                  refused(one_create(m1 + 8, bytes, w1, ONE_WEIGHTS_SIZE, 1, &why));
                  refused(one_create(m1, bytes, (char *)w1 + 4, ONE_WEIGHTS_SIZE, 1, &why));
                  refused(one_create(m1, bytes, w1, ONE_WEIGHTS_SIZE, 0, &why));
                  one *a = one_create(m1, bytes, w1, ONE_WEIGHTS_SIZE, 1, nullptr);
                  two *b = two_create(m2, bytes, w2, TWO_WEIGHTS_SIZE, 1, &why);
                  float *x = (float *)load("one/test/input0.f32", 4 * ONE_INPUT_COUNT), y[10], z[10];
                  float *e = (float *)load("one/test/output0.f32", 40), *f = (float *)load("two/test/output0.f32", 40);
                  for (int turn = 0; turn < 3; turn++) one_run(a, x, y), two_run(b, x, z);
                  for (int i = 0; i < 10; i++)
                    if (y[i] - e[i] > 1e-4f || e[i] - y[i] > 1e-4f || z[i] - f[i] > 1e-4f || f[i] - z[i] > 1e-4f) puts("wrong");
                  one_destroy(a);
                  two_destroy(b);
                  puts(why ? why : "done");
                }
                """);

        ok(Shell.run(folder, "g++", "-Wall", "-Wextra", "-Werror", "both.cpp", "one/one.o", "two/two.o", "-o", "both"));

        assertThat(ok(Shell.run(folder, "./both")).lines())
                .containsExactly(
                        "0 0",
                        "the weights are those of another network, or of another compilation",
                        "the weights are not whole",
                        "the memory has fewer bytes than one_memory says",
                        "the memory does not begin at a multiple of 64 bytes",
                        "the weights do not begin at a multiple of 64 bytes",
                        "there can be 1 to 1024 threads",
                        "done");
        assertThat(List.of(one, two)).allMatch(Files::isDirectory);
    }

    @Test
    void aModelThatIsLoadedCanBeWrittenToo() throws Exception {
        try (CompiledModel compiled = Compile.here().apply(LENET)) {
            compiled.write(folder.resolve("net"));
            compiled.write(folder.resolve("mine"), Nd4j.ones(1, 1, 28, 28));
            assertThatThrownBy(() -> compiled.write(folder.resolve("other"), Nd4j.ones(1, 28, 28)))
                    .hasMessageContaining("[1, 1, 28, 28], but got [1, 28, 28]");
        }
        assertThat(Files.readAllBytes(folder.resolve("mine/test/input0.f32"))).startsWith(0, 0, 0x80, 0x3f);
        assertThat(folder.resolve("net/lenet5.h")).content().contains("#define LENET5_INPUT_COUNT 784");
    }

    @Test
    void searchesOnlyWhereItCanMeasure() {
        Compile other = new Compile("aarch64-android", 10, 1);

        assertThatThrownBy(() -> other.write(LENET, "net", folder.resolve("net"), Progress.NONE, Cancellation.NEVER))
                .hasMessage("search=10: candidates are measured on this machine, which does not run code for"
                        + " aarch64-android; leave the search out");
        assertThat(folder).isEmptyDirectory();
    }
}
