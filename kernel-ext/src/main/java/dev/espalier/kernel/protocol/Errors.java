package dev.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import dev.espalier.kernel.session.CellResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Failures as front ends show them: {@code ename}, {@code evalue} and a traceback. No colour is readable both on the pale
 * red and on the dark red that Lab puts behind errors, so what is wrong is bold in the colour of the text around it; the
 * carets below it, for which a contrast of 3 is enough, are in a red that has that on both.
 */
final class Errors {

    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[38;5;167m";
    private static final String PLAIN = "\u001b[0m";
    private static final Pattern CARETS = Pattern.compile("\\s*\\^+");

    private Errors() {}

    /** The failure in a result, if it is one. */
    static Optional<JsonObject> of(CellResult result) {
        if (result instanceof CellResult.Failure failure) {
            return Optional.of(of(failure.name(), failure.message(), failure.traceback()));
        }
        if (result instanceof CellResult.Interrupted) {
            String message = "stopped by the user; what had been finished is kept";
            return Optional.of(of("Interrupted", message, List.of("Interrupted: " + message)));
        }
        return Optional.empty();
    }

    /** A defect of the kernel itself: the front end must learn of it, or it would wait for ever. */
    static JsonObject of(Throwable defect) {
        String message = defect.getMessage() == null ? defect.toString() : defect.getMessage();
        return of(defect.getClass().getSimpleName(), message, List.of(message));
    }

    private static JsonObject of(String name, String message, List<String> traceback) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < traceback.size(); i++) {
            String line = traceback.get(i);
            String colour = i == 0 ? BOLD : CARETS.matcher(line).matches() ? RED : "";
            lines.add(colour.isEmpty() || line.indexOf('\u001b') >= 0 ? line : colour + line + PLAIN);
        }
        return Json.object("ename", name, "evalue", message == null ? "" : message, "traceback", lines);
    }
}
