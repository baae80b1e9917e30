package dev.espalier.kernel.session;

import dev.espalier.kernel.render.MimeBundle;
import java.util.List;

/** How a cell ended. */
public sealed interface CellResult {

    /** It ended well without a value to show. */
    record Done() implements CellResult {}

    /** Its last expression has a value. */
    record Value(MimeBundle shown) implements CellResult {}

    /**
     * It failed.
     *
     * @param name what kind of failure: {@code CompilationError}, {@code UnknownMagic}, or the exception's class
     * @param message one sentence for people
     * @param traceback lines, may contain ANSI colours
     */
    record Failure(String name, String message, List<String> traceback) implements CellResult {}

    /** The user stopped it; everything it had finished is kept. */
    record Interrupted() implements CellResult {}
}
