package dev.espalier.compile.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The C that runs a generated network, besides the network itself. */
public final class RuntimeText {

    /** The ways into a library of a network: what to do is 0 for the first thread, else the number of a further one. */
    private static final String ENTRY =
            """

            __attribute__((visibility("default"))) long long SYMBOL(void *env, void *cls, long long what, long long argument) {
              const struct espalier_run *run = *(const struct espalier_run *const *)argument;
              if (what == -1) espalier_begin(run);
              else if (what == -2) espalier_dismiss(run);
              else if (what == 0) espalier_finish(run);
              else return espalier_work(run, (int)what, &((int *)argument)[16 * what]);
              return 0;
            }
            """;

    private RuntimeText() {}

    /**
     * Threads and barriers: what stands before a network. It declares {@code struct espalier_run} and {@code BARRIER(run)},
     * and calls {@code static void network(const struct espalier_run *run, int part, int parts)}.
     */
    public static String header() {
        return resource("runtime.h");
    }

    /** What stands after a network, so that Java can call it. */
    static String entry() {
        return ENTRY.replace("SYMBOL", LibraryLoader.SYMBOL);
    }

    static String resource(String name) {
        try (InputStream text = RuntimeText.class.getResourceAsStream(name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
