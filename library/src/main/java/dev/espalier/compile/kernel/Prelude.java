package dev.espalier.compile.kernel;

import dev.espalier.compile.target.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The declarations at the head of all generated C: vectors, and functions of them. */
public final class Prelude {

    private Prelude() {}

    /** The text for a target. Translation to Java brings the declarations by itself. */
    public static String of(Target target) {
        String functions = text("functions.h");
        return target.isJava()
                ? functions
                : "#define VL " + target.lanes() + "\n" + text("prelude.h") + "\n" + functions + "\n" + text("bytes.h");
    }

    private static String text(String resource) {
        try (InputStream text = Prelude.class.getResourceAsStream(resource)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
