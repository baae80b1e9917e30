package dev.espalier.compile.runtime;

import dev.espalier.compile.target.ToolchainException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongBinaryOperator;

/** A class loader with {@link Entry} alone, for one library. */
final class LibraryLoader extends ClassLoader {

    /** The C name of {@link Entry}'s native method. */
    static final String SYMBOL = "Java_dev_espalier_compile_runtime_Entry_call";

    private LibraryLoader() {
        super(LibraryLoader.class.getClassLoader());
    }

    /**
     * Loads a library that exports {@link #SYMBOL}. Each call loads it anew, so that its memory is not shared.
     *
     * @throws ToolchainException if the system cannot load it
     */
    static LongBinaryOperator load(Path library) {
        try {
            // The virtual machine refuses to load the same file for two class loaders.
            Path copy = Files.createTempFile(library.toAbsolutePath().getParent(), "loaded", ".so");
            try {
                Files.write(copy, Files.readAllBytes(library));
                return new LibraryLoader().entry(copy);
            } finally {
                // The system keeps what is loaded; where it does not let go of the name, the cache's sweep will.
                copy.toFile().delete();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot load " + library + ": " + failed.getMessage(), failed);
        }
    }

    private LongBinaryOperator entry(Path library) throws IOException {
        try (InputStream code = LibraryLoader.class.getResourceAsStream("Entry.class")) {
            byte[] bytes = code.readAllBytes();
            Class<?> entry = defineClass(Entry.class.getName(), bytes, 0, bytes.length);
            Constructor<?> constructor = entry.getDeclaredConstructor(String.class);
            constructor.setAccessible(true);
            return (LongBinaryOperator) constructor.newInstance(library.toString());
        } catch (InvocationTargetException failed) {
            throw new ToolchainException("the system cannot load the generated library " + library + ": "
                    + failed.getCause().getMessage());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
