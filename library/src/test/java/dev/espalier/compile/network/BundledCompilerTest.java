package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A machine without any compiler, but with the Maven package {@code org.bytedeco:llvm} on the class path: the package is
 * there if {@code ESPALIER_TEST_NATIVE} is 1.
 */
class BundledCompilerTest {

    @TempDir
    private Path folder;

    @BeforeAll
    static void needPackage() {
        String clang = "/org/bytedeco/llvm/" + Loader.getPlatform() + "/clang";
        boolean found = BundledCompilerTest.class.getResource(clang) != null;
        if (!found && "1".equals(System.getenv("ESPALIER_TEST_NATIVE"))) {
            throw new AssertionError("ESPALIER_TEST_NATIVE is 1, but org.bytedeco:llvm is not on the class path");
        }
        assumeTrue(found, "org.bytedeco:llvm is not on the class path");
    }

    @Test
    void compilesForThisMachineAndForOthers() throws Exception {
        Path phone = folder.resolve("phone");
        assertThat(said("host")).startsWith("org.bytedeco:llvm, right");
        assertThat(said("aarch64-android", phone.toString())).isEqualTo("written");
        assertThat(said("aarch64-linux", folder.resolve("server").toString())).isEqualTo("written");

        byte[] object = Files.readAllBytes(phone.resolve("lenet5.o"));
        assertThat(object).startsWith(0x7f, 'E', 'L', 'F');
        assertThat(object[18])
                .as("the processor of an ELF file; 183 is AArch64")
                .isEqualTo((byte) 183);
        assertThat(folder.resolve("server")).isDirectoryContaining("glob:**.so");
    }

    /** What {@link Elsewhere} says in a process that finds no program. */
    private String said(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Elsewhere.class.getName()));
        command.addAll(List.of(arguments));
        File errors = folder.resolve("errors").toFile();
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
        Map<String, String> environment = builder.environment();
        environment.remove("CC");
        environment.put("PATH", folder.toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor()).as(() -> text(errors)).isZero();
        return out;
    }

    private static String text(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException unreadable) {
            return unreadable.getMessage();
        }
    }

    /** Compiles a network for this machine and judges it, or writes it for another: {@code TARGET [DIRECTORY]}. */
    static final class Elsewhere {

        public static void main(String... arguments) throws IOException {
            Model model = Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1));
            Compile settings = new Compile(arguments[0], 1, 1);
            if (arguments.length > 1) {
                settings.write(model, model.name(), Path.of(arguments[1]), Progress.NONE, Cancellation.NEVER);
                System.out.println("written");
                return;
            }
            try (CompiledModel compiled = settings.apply(model)) {
                double relative = compiled.judge(Nd4j.rand(1, 1, 28, 28)).relative();
                System.out.println(Toolchain.of(Target.host()).origin()
                        + (relative < 1e-4 ? ", right" : ", wrong by " + relative));
            }
        }
    }
}
