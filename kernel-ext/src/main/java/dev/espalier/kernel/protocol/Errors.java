package dev.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import dev.espalier.kernel.session.CellResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Failures as front ends show them: {@code ename}, {@code evalue} and a traceback in colours that suit any background. */
final class Errors {

    private static final String RED = "\u001b[31m";
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
            boolean marked = i == 0 || CARETS.matcher(line).matches();
            lines.add(marked && line.indexOf('\u001b') < 0 ? RED + line + PLAIN : line);
        }
        return Json.object("ename", name, "evalue", message == null ? "" : message, "traceback", lines);
    }
}
