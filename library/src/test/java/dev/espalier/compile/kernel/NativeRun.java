package dev.espalier.compile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compile.target.ArmTools;
import dev.espalier.compile.target.Isa;
import dev.espalier.compile.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kernels compiled by the system's C compiler into one program, and run on numbers from a file. Every buffer of a call, be it
 * input, output, weights or scratch, ends where memory ends that may be touched, and in a second run begins there; inputs
 * and weights cannot be written. So a kernel that leaves its buffers ends the program, which names the case.
 */
public final class NativeRun {

    public static final Target AVX512 = new Target("x86_64-linux-gnu", Isa.AVX512, Set.of(), 32 << 10, 1 << 20);
    public static final Target VNNI =
            new Target("x86_64-linux-gnu", Isa.AVX512, Set.of("avx512_vnni"), 32 << 10, 1 << 20);
    public static final Target AVX2 = new Target("x86_64-linux-gnu", Isa.AVX2, Set.of(), 32 << 10, 1 << 20);
    public static final Target NEON = Target.parse("aarch64-linux");

    /** Sizes are multiples of 64 bytes, as buffers begin at such; what fills the last 64 up may be read, but not written. */
    private static final String GUARDS =
            """
            #include <signal.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <sys/mman.h>
            #include <unistd.h>
            static int at_end, current;
            static void hit(int signal) {
              fprintf(stderr, "case %d touches memory outside of its buffers\\n", current);
              _exit(3);
            }
            static void watch(void) {
              signal(SIGSEGV, hit);
              signal(SIGBUS, hit);
            }
            static char *room(long bytes, int access) {
              long page = sysconf(_SC_PAGESIZE), whole = (bytes + page - 1) / page * page;
              char *all = mmap(0, whole + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              if (all == MAP_FAILED || (whole && mprotect(all + page, whole, access))) abort();
              return all + page + (at_end ? whole - bytes : 0);
            }
            static char *get(FILE *f, long bytes, int access) {
              char *place = room(bytes, PROT_READ | PROT_WRITE);
              long page = sysconf(_SC_PAGESIZE), first = (long)place / page * page;
              if (fread(place, 1, bytes, f) != bytes) abort();
              if (bytes && mprotect((char *)first, (long)place + bytes - first, access)) abort();
              return place;
            }
            static void mark(float *rest, long count) {
              for (long i = 0; i < count; i++) rest[i] = 12345;
            }
            static void check(float *rest, long count) {
              for (long i = 0; i < count; i++)
                if (rest[i] != 12345) {
                  fprintf(stderr, "case %d writes behind the last number of its result\\n", current);
                  _exit(4);
                }
            }
            """;

    /** One for each way to sum up products of bytes. */
    static Stream<Target> byteTargets() {
        return Stream.of(
                VNNI,
                AVX512,
                AVX2,
                NEON,
                Target.parse("aarch64-linux+asimddp"),
                Target.parse("aarch64-linux+asimddp+i8mm"));
    }

    /**
     * A call.
     *
     * @param inputs as they lie in memory
     * @param output what the memory of the result holds before
     * @param parts that compute it, one after the other
     */
    public record Case(Code code, List<float[]> inputs, float[] output, int parts) {}

    private NativeRun() {}

    /** One for each width of vectors. */
    static Stream<Target> targets() {
        return Stream.of(AVX512, AVX2, NEON);
    }

    /** What the memory of each case's result holds afterwards. */
    static List<float[]> run(Target target, List<Case> cases, Path directory) throws IOException, InterruptedException {
        return run(target, cases, List.of(), "-O1 -Wall -Werror -Wno-unused-function", directory);
    }

    /**
     * The same, hardly optimized, which saves time. Without any optimization gcc 12 fails on cut vectors.
     *
     * @param names what messages call the cases
     */
    public static List<float[]> runPlain(Target target, List<Case> cases, List<String> names, Path directory)
            throws IOException, InterruptedException {
        return run(target, cases, names, "-O1 -w", directory);
    }

    private static List<float[]> run(
            Target target, List<Case> cases, List<String> names, String options, Path directory)
            throws IOException, InterruptedException {
        Path source = directory.resolve("cases.c");
        Path program = directory.resolve("cases");
        Path input = directory.resolve("input");
        Files.writeString(source, source(target, cases));
        boolean arm = target.isa() == Isa.NEON;
        if (arm) {
            ArmTools.need();
        } else {
            needs(target);
        }
        List<String> command = new ArrayList<>(List.of(arm ? ArmTools.COMPILER : "gcc"));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-ffp-contract=fast", "-fno-math-errno"));
        command.addAll(options(target));
        command.addAll(List.of("-o", program.toString(), source.toString()));
        assertThat(wait(command, directory, ProcessBuilder.Redirect.INHERIT))
                .as("%s on %s", command.get(0), source)
                .isZero();
        Files.write(input, input(cases));
        Path output = null;
        for (String place : List.of("end", "start")) {
            Path before = output;
            output = directory.resolve("output-" + place);
            List<String> run = new ArrayList<>(arm ? ArmTools.runner() : List.of());
            run.addAll(List.of(program.toString(), input.toString(), output.toString(), place));
            Path said = directory.resolve("said");
            int code = wait(run, directory, ProcessBuilder.Redirect.to(said.toFile()));
            assertThat(code)
                    .as(() -> "for %s with buffers at the %s of their pages: %s"
                            .formatted(target, place, told(said, names)))
                    .isZero();
            if (before != null) {
                assertThat(Files.mismatch(before, output))
                        .as("where the buffers are makes a difference")
                        .isEqualTo(-1);
            }
        }
        return results(cases, output);
    }

    private static String told(Path file, List<String> names) {
        try {
            String said = Files.readString(file);
            Matcher number = Pattern.compile("case ([0-9]+)").matcher(said);
            return number.find() && !names.isEmpty() ? said + names.get(Integer.parseInt(number.group(1))) : said;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> options(Target target) {
        List<String> options = new ArrayList<>(options(target.isa()));
        if (target.features().contains("avx512_vnni")) {
            options.add("-mavx512vnni");
        }
        if (target.features().contains("asimddp")) {
            options.add("-march=armv8.2-a+dotprod" + (target.features().contains("i8mm") ? "+i8mm" : ""));
        }
        return options;
    }

    private static List<String> options(Isa isa) {
        return switch (isa) {
            case AVX512 ->
                List.of(
                        "-mfma",
                        "-mavx2",
                        "-mavx512f",
                        "-mavx512vl",
                        "-mavx512bw",
                        "-mavx512dq",
                        "-mprefer-vector-width=512");
            case AVX2 -> List.of("-mfma", "-mavx2");
            // An emulator would look for the libraries of this machine.
            case NEON -> List.of("-static");
        };
    }

    private static void needs(Target target) throws IOException {
        Path processor = Path.of("/proc/cpuinfo");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")) && Files.exists(processor), "there is no gcc");
        String wanted = target.isa() == Isa.AVX512 ? "avx512bw" : "avx2";
        String instructions = Files.readString(processor);
        assumeTrue(
                instructions.contains(wanted) && target.features().stream().allMatch(instructions::contains),
                "this processor has no " + wanted + " or not all of " + target.features());
    }

    private static int wait(List<String> command, Path directory, ProcessBuilder.Redirect errors)
            throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .redirectError(errors)
                .start()
                .waitFor();
    }

    private static String source(Target target, List<Case> cases) {
        StringBuilder c = new StringBuilder(Prelude.of(target));
        c.append(GUARDS);
        // Calls that differ in numbers or parts only share their kernel, which is compiled once.
        Map<String, String> kernels = new HashMap<>();
        for (Case one : cases) {
            String code = one.code().source();
            if (!kernels.containsKey(code)) {
                kernels.put(code, "kernel" + kernels.size());
                c.append(code.replace(Code.NAME, kernels.get(code))).append('\n');
            }
        }
        c.append("int main(int argc, char **argv) {\n");
        c.append("  FILE *f = fopen(argv[1], \"rb\"), *g = fopen(argv[2], \"wb\");\n");
        c.append("  at_end = argv[3][0] == 'e';\n  watch();\n");
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            long floats = one.output().length;
            c.append("  {\n    current = " + i + ";\n    const float *in[] = {");
            one.inputs()
                    .forEach(numbers -> c.append("(float *)get(f, " + 4L * rounded(numbers.length) + ", PROT_READ), "));
            c.append("0};\n    float *out = (float *)get(f, " + 4L * rounded(floats) + ", PROT_READ | PROT_WRITE);\n");
            c.append("    char *data = get(f, " + one.code().data().size() + ", PROT_READ);\n");
            c.append("    mark(out + " + floats + ", " + (rounded(floats) - floats) + ");\n");
            c.append("    for (int part = 0; part < " + one.parts() + "; part++) "
                    + kernels.get(one.code().source())
                    + "(in, out, data, (float *)room("
                    + 4L * rounded(one.code().scratch()) + ", PROT_READ | PROT_WRITE), part, "
                    + one.parts() + ");\n");
            c.append("    check(out + " + floats + ", " + (rounded(floats) - floats) + ");\n");
            c.append("    fwrite(out, 4, " + floats + ", g);\n  }\n");
        }
        return c.append("  return fclose(g);\n}\n").toString();
    }

    private static long rounded(long floats) {
        return (floats + 15) / 16 * 16;
    }

    private static byte[] input(List<Case> cases) {
        long bytes = 0;
        for (Case one : cases) {
            bytes += one.inputs().stream().mapToLong(n -> 4 * rounded(n.length)).sum();
            bytes += 4 * rounded(one.output().length) + one.code().data().size();
        }
        ByteBuffer all = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (Case one : cases) {
            one.inputs().forEach(numbers -> put(all, numbers));
            put(all, one.output());
            all.put(one.code().data().toBytes());
        }
        return all.array();
    }

    private static void put(ByteBuffer all, float[] numbers) {
        all.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(numbers);
        all.position(all.position() + (int) (4 * rounded(numbers.length)));
    }

    private static List<float[]> results(List<Case> cases, Path output) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
        List<float[]> results = new ArrayList<>();
        for (Case one : cases) {
            float[] numbers = new float[one.output().length];
            all.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
            all.position(all.position() + 4 * numbers.length);
            results.add(numbers);
        }
        return results;
    }
}
