package dev.espalier.kernel.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.model.Seed;
import dev.espalier.model.file.ModelFile;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.onnx.Onnx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                              | espalier: a command is missing",
                "rum a.ipynb                   | espalier: there is no command rum; did you mean run?",
                "rnu a.ipynb                   | espalier: there is no command rnu; did you mean run?",
                "doctr                         | espalier: there is no command doctr; did you mean doctor?",
                "run                           | espalier run: Missing required parameter: 'FILE'",
                "run --allow-failures x.ipynb   | espalier run: there is no option --allow-failures; did you mean --allow-errors?",
                "run a.ipynb b.ipynb           | espalier run: there is no place for the argument b.ipynb",
                "run notes.txt                 | espalier run: FILE should end in .ipynb or .jsh, found 'notes.txt'",
                "run a.jsh --in-place          | espalier run: --in-place is for notebooks, and excludes --out",
                "kernel                        | espalier kernel: a command is missing: install",
                "bench                         | espalier bench: a suite is missing: compiler, engine, kernel, kernels or prune",
                "bench prune --only filtr      | espalier bench prune: there is nothing named 'filtr'; did you mean 'filter'?",
                "bench prune --rounds 0        | espalier bench prune: --rounds is 0; it must be at least 1",
                "bench prune --epochs 0        | espalier bench prune: --epochs is 0; it must be at least 1",
                "bench prune --images 0        | espalier bench prune: --images is 0; it must be at least 1",
                "bench engine --only lenet     | espalier bench engine: there is nothing named 'lenet'; did you mean"
                        + " 'lenet5'?",
                "bench engine --threads 0      | espalier bench engine: --threads is 0; it must be at least 1",
                "compile a.espalier            | espalier compile: Missing required option: '--out=DIR'",
                "compile a -o b --target z80   | espalier compile: there is no target 'z80'; possible are host,"
                        + " aarch64-android, aarch64-linux, aarch64-macos, java, x86-64-v3, x86-64-v4",
                "compile a -o b --threads 0    | espalier compile: threads=0; a network runs on 1 thread or more",
                "compile a -o b --search --target aarch64-linux | espalier compile: --search measures on this machine,"
                        + " which does not run code for aarch64-linux",
                "kernel install --user --prefix x | espalier kernel install: Error: --user, --prefix=DIR are mutually"
                        + " exclusive (specify only one)"
            })
    void wrongUsageIsExplained(String arguments, String message) {
        int code = run(arguments == null ? new String[0] : arguments.split(" +"));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith(message + "\n").contains("--help").hasLineCount(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "lab",
                "compile",
                "inspect",
                "kernel",
                "kernel install",
                "doctor",
                "bench",
                "bench engine",
                "bench prune"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        String[] arguments = Stream.concat(
                        Arrays.stream(command.split(" ")).filter(word -> !word.isEmpty()), Stream.of("--help"))
                .toArray(String[]::new);

        assertThat(run(arguments)).isZero();
        assertThat(out.toString()).contains("Usage: espalier", "Example: espalier " + command);
    }

    @Test
    void errorsAreOneSentenceUnlessAskedForMore() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.ipynb"), "{\"nbformat\": 4,");

        assertThat(run("run", broken.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("espalier: broken.ipynb: the file ends too early at line 1: it is truncated\n");

        assertThat(run("run", "--debug", broken.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("\tat dev.espalier.kernel.notebook");
    }

    @Test
    void inspectShowsAModelAndRefusesWhatIsNone() throws Exception {
        Path model = folder.resolve("lenet.espalier");
        ModelFile.save(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)), model);

        assertThat(run("inspect", model.toString())).isZero();
        assertThat(out.toString()).contains("parameters", "total", "History:\n  ", "was written by Espalier");

        Path other = Files.writeString(folder.resolve("b.espalier"), "no model");
        assertThat(run("inspect", other.toString())).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("espalier: ")
                .contains("b.espalier")
                .hasLineCount(1);
    }

    @Test
    void inspectReadsModelsOfOthers() throws Exception {
        Path model = folder.resolve("lenet.onnx");
        Onnx.write(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)), model);

        assertThat(run("inspect", model.toString(), "--input", "1x1x28x28")).isZero();
        assertThat(out.toString())
                .contains("lenet on [1, 1, 28, 28]", "import file=lenet.onnx", "The file has 248,")
                .doesNotContain("written by");

        assertThat(run("inspect", model.toString(), "--input", "wide")).isEqualTo(2);
        assertThat(err.toString()).contains("'wide' is no shape of an input");
    }

    @Test
    void inspectCompilesAndWritesAPage() throws Exception {
        assumeTrue(!Toolchain.all(Target.host()).isEmpty(), "there is no C compiler");
        Path model = folder.resolve("net.espalier");
        ModelFile.save(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)), model);
        Path page = folder.resolve("net.html");

        assertThat(run("inspect", model.toString(), "--compiled", "--html", page.toString()))
                .isZero();
        assertThat(out.toString()).contains("lenet5 compiled for host", "GFLOP/s", "conv2", "ms in all");
        assertThat(page).content().contains("<title>lenet5</title>", "GFLOP/s", "data:image/png;base64,");

        assertThat(run("inspect", model.toString(), "--dense")).isEqualTo(2);
        assertThat(err.toString()).contains("--dense needs --compiled: it compares times");
    }

    @Test
    void compileWritesADirectoryForProgramsInC() throws Exception {
        assumeTrue(!Toolchain.all(Target.host()).isEmpty(), "there is no C compiler");
        Path model = folder.resolve("net.espalier");
        ModelFile.save(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)), model);
        Path directory = folder.resolve("native");

        assertThat(run("compile", model.toString(), "-o", directory.toString(), "--name", "Mine"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .startsWith("lenet5 for " + Target.host() + " is in " + directory + "; 'make check' there");
        assertThat(directory.resolve("mine.h")).content().contains("mine_run(mine *net, const float *input");

        assertThat(run("compile", model.toString(), "-o", folder.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains(folder + " has files that were not written here", "net.espalier")
                .hasLineCount(1);
    }

    @Test
    void compileReadsModelsOfOthers() throws Exception {
        assumeTrue(!Toolchain.all(Target.host()).isEmpty(), "there is no C compiler");
        Path model = folder.resolve("other.onnx");
        Onnx.write(Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(1)), model);
        Path directory = folder.resolve("native");

        assertThat(run("compile", model.toString(), "--input", "1x1x28x28", "-o", directory.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).startsWith("other for " + Target.host() + " is in " + directory);
        assertThat(directory.resolve("other.h")).content().contains("other_run(other *net, const float *input");
    }

    @Test
    void runSaysBeforehandThatItCannotWrite() throws Exception {
        Path script = Files.writeString(folder.resolve("a.jsh"), "1");

        assertThat(run("run", script.toString(), "--out", script.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("espalier: cannot make the directory " + script + ": a file of that name is in the way\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void runRefusesToReplaceWhatItReads() throws Exception {
        Path notebook = Files.writeString(
                folder.resolve("a.ipynb"), "{\"nbformat\": 4, \"nbformat_minor\": 5, \"metadata\": {}, \"cells\": []}");

        assertThat(run("run", notebook.toString(), "--out", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("the outputs would replace", "choose another --out, or say --in-place");
    }

    private int run(String... arguments) {
        CommandLine program = Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true));
        return program.execute(arguments);
    }
}
