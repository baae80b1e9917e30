package dev.espalier.compile.target;

import dev.espalier.data.DataPlaces;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * The compiler that the Maven package {@code org.bytedeco:llvm} brings for Linux: clang and its linker, which need nothing
 * else on the machine. They are unpacked once to the user's cache, some 280 MB.
 *
 * @param classes that may have the package among them
 * @param platform as JavaCPP names it, such as {@code linux-x86_64}
 * @param cache folder to unpack to
 */
record Bundled(ClassLoader classes, String platform, Path cache) {

    private static final String MARKER = "org.bytedeco.llvm.program.clang";
    private static final String FOLDER = "llvm-20.1";

    /** What is unpacked, and the names by which the programs look for each other. */
    private static final Map<String, String> FILES = Map.of(
            "clang", "clang",
            "lld", "ld.lld",
            "libLLVM.so", "libLLVM.so.20.1",
            "libclang-cpp.so", "libclang-cpp.so.20.1");

    /** That of this process. */
    static Bundled system() {
        return new Bundled(
                Bundled.class.getClassLoader(),
                Loader.getPlatform(),
                DataPlaces.system().cache().resolve("compilers"));
    }

    /**
     * The compiler's program; empty if the class path has none for this platform.
     *
     * @throws UncheckedIOException if it cannot be unpacked
     */
    Optional<Path> program() {
        if (!platform.startsWith("linux") || classes.getResource(resource("clang")) == null) {
            return Optional.empty();
        }
        Path folder = cache.resolve(FOLDER + "-" + platform);
        try {
            if (!Files.isDirectory(folder)) {
                unpack(folder);
            }
            return Optional.of(folder.resolve("clang"));
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "cannot unpack the compiler of " + MARKER + " to " + folder + ": " + failed.getMessage(), failed);
        }
    }

    private String resource(String file) {
        return "org/bytedeco/llvm/" + platform + "/" + file;
    }

    /** Into a folder beside it, which takes its name when it is whole. */
    private void unpack(Path folder) throws IOException {
        Files.createDirectories(cache);
        Path draft = Files.createTempDirectory(cache, "unpacking");
        try {
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                Path to = draft.resolve(file.getValue());
                try (InputStream from = classes.getResourceAsStream(resource(file.getKey()))) {
                    if (from == null) {
                        throw new FileNotFoundException("the package has no " + resource(file.getKey()));
                    }
                    Files.copy(from, to);
                }
                if (!to.toFile().setExecutable(true, false)) {
                    throw new IOException(to + " cannot be made a program");
                }
            }
            try {
                Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException another) {
                // Another process was faster.
                if (!Files.isDirectory(folder)) {
                    throw another;
                }
            }
        } finally {
            if (Files.isDirectory(draft)) {
                for (String file : FILES.values()) {
                    Files.deleteIfExists(draft.resolve(file));
                }
                Files.delete(draft);
            }
        }
    }
}
