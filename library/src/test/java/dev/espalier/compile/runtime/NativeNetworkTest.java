package dev.espalier.compile.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.compile.target.NeedsCompiler;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.progress.Cancellation;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NeedsCompiler.class)
class NativeNetworkTest {

    /** Each of 50 steps adds to every number its neighbour of the step before: a missing barrier shows. */
    private static final String SUMS =
            """
            static void step(const float *from, float *to, int part, int parts) {
              for (int i = 64 * part / parts; i < 64 * (part + 1) / parts; i++)
                to[i] = from[i] * 0.5f + from[(i + 1) % 64] * 0.5f;
            }
            static void network(const struct espalier_run *run, int part, int parts) {
              float *scratch = run->scratch + part * 16L;
              scratch[0] = ((const float *)run->weights)[0];
              for (int i = 64 * part / parts; i < 64 * (part + 1) / parts; i++)
                run->arena[i] = run->inputs[0][i] * scratch[0];
              for (int n = 0; n < 50; n++) {
                BARRIER(run);
                step(run->arena + n % 2 * 64, run->arena + (n + 1) % 2 * 64, part, parts);
              }
              BARRIER(run);
              for (int i = 64 * part / parts; i < 64 * (part + 1) / parts; i++) run->outputs[0][i] = run->arena[i];
            }
            """;

    private static final NetworkNeeds NEEDS = new NetworkNeeds(128, 16, List.of(64L), List.of(64L));

    private final Target target = Target.host();

    private NetworkLibrary library(String before) {
        NetworkLibrary library = NetworkLibrary.of(
                Toolchain.of(target), target, "sums", before + RuntimeText.header() + SUMS, Cancellation.NEVER);
        return before.isEmpty() ? library : new NetworkLibrary(library.file(), false);
    }

    private static float[] expected(float[] input, float factor) {
        float[] values = new float[64];
        for (int i = 0; i < 64; i++) {
            values[i] = input[i] * factor;
        }
        for (int n = 0; n < 50; n++) {
            float[] next = new float[64];
            for (int i = 0; i < 64; i++) {
                next[i] = values[i] * 0.5f + values[(i + 1) % 64] * 0.5f;
            }
            values = next;
        }
        return values;
    }

    private static float[] numbers(int seed) {
        float[] numbers = new float[64];
        for (int i = 0; i < 64; i++) {
            numbers[i] = (i * 37 + seed * 11) % 64;
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "2, false", "3, false"})
    void threadsGiveWhatOneGives(int threads, boolean sleeps) {
        NetworkLibrary library = library(sleeps ? "" : "#define ESPALIER_NO_FUTEX\n");
        try (Memory weights = Memory.of(2f);
                Memory output = Memory.ofFloats(64);
                NativeNetwork network = library.open(weights, NEEDS, threads)) {
            // Without sleep every barrier may cost a slice of a busy core's time.
            for (int turn = 0; turn < (sleeps ? 200 : 4); turn++) {
                try (Memory input = Memory.of(numbers(turn))) {
                    network.run(List.of(input), List.of(output));
                    assertThat(output.toArray()).isEqualTo(expected(numbers(turn), 2));
                }
            }
        }
    }

    @Test
    void callersWaitForEachOther() throws InterruptedException, ExecutionException {
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try (Memory weights = Memory.of(1f);
                NativeNetwork network = library("").open(weights, NEEDS, 2)) {
            List<Future<float[]>> results = IntStream.range(0, 60)
                    .mapToObj(turn -> callers.submit(() -> {
                        try (Memory input = Memory.of(numbers(turn));
                                Memory output = Memory.ofFloats(64)) {
                            network.run(List.of(input), List.of(output));
                            return output.toArray();
                        }
                    }))
                    .toList();
            for (int turn = 0; turn < 60; turn++) {
                assertThat(results.get(turn).get()).isEqualTo(expected(numbers(turn), 1));
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void interruptsDoNoHarm() {
        Thread.currentThread().interrupt();
        try (Memory weights = Memory.of(1f);
                Memory input = Memory.of(numbers(0));
                Memory output = Memory.ofFloats(64)) {
            NetworkLibrary library = interruptedLibrary();
            NativeNetwork network = library.open(weights, NEEDS, 3);
            network.run(List.of(input), List.of(output));
            Thread.currentThread().interrupt();
            network.run(List.of(input), List.of(output));
            network.close();
            assertThat(output.toArray()).isEqualTo(expected(numbers(0), 1));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("espalier-network"))
                    .isEmpty();
        }
    }

    /** Compilation heeds an interrupt, so it comes before. */
    private NetworkLibrary interruptedLibrary() {
        Thread.interrupted();
        return library("");
    }

    @Test
    void wrongArgumentsAreNamed() {
        try (Memory weights = Memory.of(1f);
                Memory small = Memory.ofFloats(63);
                Memory output = Memory.ofFloats(64)) {
            NetworkLibrary library = library("");
            assertThatThrownBy(() -> library.open(weights, NEEDS, 0))
                    .hasMessage("a network runs on 1 thread or more, not on 0");
            NativeNetwork network = library.open(weights, NEEDS, 1);
            assertThatThrownBy(() -> network.run(List.of(small), List.of(output)))
                    .hasMessage("input 0 has 64 numbers, but got 63");
            assertThatThrownBy(() -> network.run(List.of(output), List.of()))
                    .hasMessage("the network has 1 outputs, but got 0");
            network.close();
            network.close();
            assertThatThrownBy(() -> network.run(List.of(output), List.of(output)))
                    .hasMessage("this network is closed");
        }
    }
}
