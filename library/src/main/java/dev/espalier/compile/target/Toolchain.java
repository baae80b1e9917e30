package dev.espalier.compile.target;

import dev.espalier.progress.Cancellation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A C compiler with its linker.
 *
 * @param dialect whose options it understands
 * @param command the program, and what always comes after it
 * @param origin how it was found, such as {@code $CC} or {@code PATH}
 * @param version its own first line about itself
 * @param architecture of the code it makes unless told otherwise, such as {@code x86_64}
 * @param lld whether LLVM's linker is there
 */
public record Toolchain(
        Dialect dialect, List<String> command, String origin, String version, String architecture, boolean lld) {

    /** The ways to get a compiler, as the end of a sentence. */
    public static final String REMEDY = Compilers.REMEDY;

    private static final int TOLD_LINES = 6;

    public Toolchain {
        command = List.copyOf(command);
    }

    /**
     * The first compiler that can make code for a target: that of {@code $CC}, clang, gcc, the clang of the Maven package
     * {@code org.bytedeco:llvm} if that is on the class path.
     *
     * @throws ToolchainException if there is none; says the ways to get one
     */
    public static Toolchain of(Target target) {
        return Compilers.system().first(target);
    }

    /** All compilers for a target, in the order in which they are taken. */
    public static List<Toolchain> all(Target target) {
        return Compilers.system().all(target);
    }

    /**
     * Compiles a text of C that needs no library; what was compiled before comes from the user's cache.
     *
     * @param name of the text, for messages
     * @return a file in the cache; not to be changed
     * @throws ToolchainException if the compiler refuses the text; with the first of its complaints
     * @throws java.util.concurrent.CancellationException if that was asked for, or the thread interrupted
     */
    public Path compile(String name, String source, Target target, Product product, Cancellation cancellation) {
        return compile(name, source, target, product, ObjectCache.ofUser(), cancellation);
    }

    Path compile(
            String name, String source, Target target, Product product, ObjectCache cache, Cancellation cancellation) {
        List<String> words = new ArrayList<>(command);
        words.addAll(options(target, product));
        String key = String.join("\0", words) + "\0" + version + "\0" + source;
        try {
            return cache.get(key, product.suffix(), made -> compile(name, source, words, made, cancellation));
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "cannot compile " + name + " with " + command.get(0) + ": " + failed.getMessage(), failed);
        }
    }

    /** Writes the result to the file {@code made}, with everything else beside it. */
    private void compile(String name, String source, List<String> words, Path made, Cancellation cancellation)
            throws IOException {
        Path folder = made.getParent();
        String file = name.replaceAll("[^A-Za-z0-9_.-]", "_") + ".c";
        Files.writeString(folder.resolve(file), source);
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("-o", made.getFileName().toString(), file));
        Command ran = Command.run(all, folder, cancellation);
        if (ran.code() != 0) {
            throw new ToolchainException(
                    command.get(0) + " (" + version + ") cannot compile " + file + ": " + complaints(ran.said()));
        }
    }

    /**
     * This compiler, for libraries that programs find by a name.
     *
     * @param file name of the library's file
     */
    public Toolchain named(String file, Target target) {
        List<String> words = new ArrayList<>(command);
        if (target.triple().contains("linux")) {
            words.add("-Wl,-soname," + file);
        } else if (target.triple().contains("apple")) {
            words.add("-Wl,-install_name,@rpath/" + file);
        }
        return new Toolchain(dialect, words, origin, version, architecture, lld);
    }

    /** Whether it can make libraries for a target. */
    boolean makes(Target target) {
        boolean own = architecture.equals(target.architecture());
        return dialect == Dialect.GCC ? own && !target.triple().contains("apple") : own || lld;
    }

    /** The options for a target, all but the files. */
    public List<String> options(Target target, Product product) {
        List<String> options = new ArrayList<>();
        if (dialect == Dialect.CLANG) {
            options.add("--target=" + target.triple());
        }
        options.addAll(Instructions.options(target));
        options.addAll(List.of(
                "-std=gnu11",
                "-O3",
                "-ffp-contract=fast",
                "-fno-math-errno",
                "-ffreestanding",
                "-fno-stack-protector",
                "-fno-asynchronous-unwind-tables",
                "-fvisibility=hidden",
                "-fno-strict-aliasing",
                "-w"));
        if (!target.triple().contains("windows")) {
            options.add("-fPIC");
        }
        if (target.isa() == Isa.NEON) {
            // Those that ask the processor what it knows are functions of a library.
            options.add("-mno-outline-atomics");
        }
        if (dialect == Dialect.GCC) {
            // A loop of zeros would become a call of memset.
            options.add("-fno-tree-loop-distribute-patterns");
        }
        if (product == Product.OBJECT) {
            options.add("-c");
            return options;
        }
        options.addAll(List.of("-shared", "-nostdlib"));
        if (target.triple().contains("linux")) {
            options.add("-Wl,-z,defs");
        }
        if (lld && !target.triple().contains("apple")) {
            options.add("-fuse-ld=lld");
        }
        return options;
    }

    /** The first errors of a compiler's output, with what it shows of the text; all of its output if it shows none. */
    static String complaints(String said) {
        List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
        int first = 0;
        while (first < lines.size() && !lines.get(first).contains("error")) {
            first++;
        }
        if (first == lines.size()) {
            first = 0;
        }
        return lines.isEmpty()
                ? "it said nothing"
                : lines.stream().skip(first).limit(TOLD_LINES).collect(Collectors.joining("\n", "\n", ""));
    }
}
