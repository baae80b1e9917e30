package dev.espalier.kernel.notebook;

import java.util.List;

/** How notebook files treat the types of data they hold. */
final class MimeTypes {
    /** From what a page shows best to what always works. */
    static final List<String> BEST_FIRST = List.of(
            "text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/latex", "text/plain");

    private MimeTypes() {}

    /** Whether values of the type are JSON rather than text. */
    static boolean isJson(String type) {
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    /** Whether Jupyter stores the type as a list of lines. */
    static boolean isSplit(String type) {
        return type.startsWith("text/") || type.equals("image/svg+xml") || type.equals("application/javascript");
    }
}
