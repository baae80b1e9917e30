package dev.espalier.compile.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compile.target.ArmTools;
import dev.espalier.compile.target.Isa;
import dev.espalier.compile.target.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Kernels compiled by the system's C compiler into one program, and run on numbers from a file. */
final class NativeRun {

    static final Target AVX512 = new Target("x86_64-linux-gnu", Isa.AVX512, Set.of(), 32 << 10, 1 << 20);
    static final Target VNNI = new Target("x86_64-linux-gnu", Isa.AVX512, Set.of("avx512_vnni"), 32 << 10, 1 << 20);
    static final Target AVX2 = new Target("x86_64-linux-gnu", Isa.AVX2, Set.of(), 32 << 10, 1 << 20);
    static final Target NEON = Target.parse("aarch64-linux");

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
    record Case(Code code, List<float[]> inputs, float[] output, int parts) {}

    private NativeRun() {}

    /** One for each width of vectors. */
    static Stream<Target> targets() {
        return Stream.of(AVX512, AVX2, NEON);
    }

    /** What the memory of each case's result holds afterwards. */
    static List<float[]> run(Target target, List<Case> cases, Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("cases.c");
        Path program = directory.resolve("cases");
        Path input = directory.resolve("input");
        Path output = directory.resolve("output");
        Files.writeString(source, source(target, cases));
        boolean arm = target.isa() == Isa.NEON;
        if (arm) {
            ArmTools.need();
        } else {
            needs(target);
        }
        List<String> command = new ArrayList<>(List.of(arm ? ArmTools.COMPILER : "gcc"));
        command.addAll(List.of("-O1", "-Wall", "-Werror", "-Wno-unused-function"));
        command.addAll(List.of("-ffp-contract=fast", "-fno-math-errno"));
        command.addAll(options(target));
        command.addAll(List.of("-o", program.toString(), source.toString()));
        assertThat(wait(command, directory))
                .as("%s on %s", command.get(0), source)
                .isZero();
        Files.write(input, input(cases));
        List<String> run = new ArrayList<>(arm ? ArmTools.runner() : List.of());
        run.addAll(List.of(program.toString(), input.toString(), output.toString()));
        assertThat(wait(run, directory)).isZero();
        return results(cases, output);
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

    private static int wait(List<String> command, Path directory) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }

    private static String source(Target target, List<Case> cases) {
        StringBuilder c = new StringBuilder(Prelude.of(target));
        c.append("#include <stdio.h>\n#include <stdlib.h>\n");
        c.append("static void *get(FILE *f, long bytes) { void *p = aligned_alloc(64, bytes + 64);"
                + " if (fread(p, 1, bytes, f) != bytes) abort(); return p; }\n");
        for (int i = 0; i < cases.size(); i++) {
            c.append(cases.get(i).code().source().replace(Code.NAME, "kernel" + i))
                    .append('\n');
        }
        c.append("int main(int argc, char **argv) {\n");
        c.append("  FILE *f = fopen(argv[1], \"rb\"), *g = fopen(argv[2], \"wb\");\n");
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            c.append("  {\n    const float *in[] = {");
            one.inputs().forEach(numbers -> c.append("get(f, " + 4L * rounded(numbers.length) + "), "));
            c.append("0};\n    float *out = get(f, " + 4L * rounded(one.output().length) + ");\n");
            c.append("    char *data = get(f, " + one.code().data().size() + ");\n");
            c.append("    for (int part = 0; part < " + one.parts() + "; part++) kernel" + i
                    + "(in, out, data, aligned_alloc(64, "
                    + 4L * rounded(one.code().scratch()) + " + 64), part, "
                    + one.parts() + ");\n");
            c.append("    fwrite(out, 4, " + one.output().length + ", g);\n  }\n");
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
