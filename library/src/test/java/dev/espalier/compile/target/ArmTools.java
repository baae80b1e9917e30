package dev.espalier.compile.target;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What builds programs for 64-bit ARM and runs them here: the system's compiler on such a machine, elsewhere a cross
 * compiler and an emulator.
 */
public final class ArmTools {

    private static final boolean HERE = System.getProperty("os.arch").equals("aarch64");

    /** The command of the compiler, which knows the system's headers and libraries. */
    public static final String COMPILER = HERE ? "gcc" : "aarch64-linux-gnu-gcc";

    private static final String EMULATOR = "qemu-aarch64-static";

    private ArmTools() {}

    /** Skips a test where they are missing, unless {@code ESPALIER_TEST_NATIVE=1} says that they must be there. */
    public static void need() {
        List<String> missing = (HERE ? Stream.of(COMPILER) : Stream.of(COMPILER, EMULATOR))
                .filter(program -> !isOnPath(program))
                .toList();
        if (!missing.isEmpty() && "1".equals(System.getenv("ESPALIER_TEST_NATIVE"))) {
            throw new AssertionError("ESPALIER_TEST_NATIVE is 1, but there is no " + String.join(", ", missing));
        }
        assumeTrue(missing.isEmpty(), () -> "code for ARM cannot be run here without " + String.join(", ", missing));
    }

    /** What stands before a program's name so that it runs. */
    public static List<String> runner() {
        return HERE ? List.of() : List.of(EMULATOR);
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, program)));
    }
}
