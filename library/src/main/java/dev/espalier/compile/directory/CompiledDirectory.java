package dev.espalier.compile.directory;

import dev.espalier.compile.lower.NetworkSource;
import dev.espalier.compile.lower.Program;
import dev.espalier.compile.target.Product;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.model.Model;
import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A compiled network as a directory that programs in C and C++ use without Java: an object and a shared library, a header, the
 * weights, the generated C, an example with its Makefile, an item with what the reference makes of it, and a README for
 * whoever gets it.
 *
 * @param name what names in C begin with; any text, of which letters and digits are taken
 * @param model that was compiled
 * @param target what for
 * @param program its calls
 * @param source their code
 * @param test an item, and what comes out
 * @param deviation how far the code was from the reference where it was run; empty if it was not
 * @param threads that the example runs it on unless told otherwise
 */
public record CompiledDirectory(
        String name,
        Model model,
        Target target,
        Program program,
        NetworkSource source,
        TestVector test,
        Optional<String> deviation,
        int threads) {

    public CompiledDirectory {
        name = CNames.of(name);
        if (threads < 1) {
            throw new IllegalArgumentException("an example on " + threads + " threads; it runs on 1 or more");
        }
    }

    /**
     * Writes the directory: beside its place, then all at once. A directory that was written here before and not changed since
     * is replaced; nothing else is.
     *
     * @throws IOException if there is something else in its place; says what
     * @throws dev.espalier.compile.target.ToolchainException if there is no compiler for the target, or it fails
     * @throws java.util.concurrent.CancellationException if asked to stop; nothing is left then
     */
    public void write(Path directory, Cancellation cancellation) throws IOException {
        Toolchain toolchain = Toolchain.of(target);
        Texts texts = new Texts(this);
        try (Draft draft = new Draft(directory)) {
            String source = texts.source();
            Path object = toolchain.compile(name, source, target, Product.OBJECT, cancellation);
            Path shared =
                    toolchain.named(library(), target).compile(name, source, target, Product.SHARED, cancellation);
            draft.add(name + ".o", out -> Files.copy(object, out));
            draft.add(library(), out -> Files.copy(shared, out));
            draft.add(name + ".weights", new WeightsFile(source())::write);
            draft.add("source/" + name + ".c", source);
            draft.add(name + ".h", texts.header());
            draft.add("main.c", texts.example());
            draft.add("Makefile", texts.makefile());
            add(draft, "test/input", test.inputs());
            add(draft, "test/output", test.outputs());
            draft.add("README.md", texts.readme(draft.sizes(), toolchain));
            draft.finish();
        }
    }

    private static void add(Draft draft, String name, List<INDArray> arrays) throws IOException {
        for (int i = 0; i < arrays.size(); i++) {
            INDArray array = arrays.get(i);
            draft.add(name + i + ".f32", out -> numbers(array, out));
        }
    }

    private static void numbers(INDArray array, OutputStream out) throws IOException {
        float[] numbers = array.dup('c').data().asFloat();
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        out.write(bytes.array());
    }

    /** The shared library's file. */
    String library() {
        String suffix = target.triple().contains("apple")
                ? ".dylib"
                : target.triple().contains("windows") ? ".dll" : Product.SHARED.suffix();
        return "lib" + name + suffix;
    }
}
