package dev.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Optional;

/**
 * One cell that was run.
 *
 * @param session number of the kernel that ran it, from 1
 * @param line its execution count
 * @param output its value as text; null where it had none
 */
record HistoryEntry(int session, int line, String input, String output) {

    /** What the protocol answers: session, line and input, or session, line, and input with output. */
    JsonArray tuple(boolean withOutput) {
        JsonArray pair = new JsonArray();
        pair.add(input);
        pair.add(output);
        return Json.array(List.of(session, line, withOutput ? pair : input));
    }

    /** One line of a file, with its end. */
    String json() {
        return Json.object("line", line, "in", input, "out", output) + "\n";
    }

    /** What {@link #json} wrote; empty for anything else, such as the half line of a kernel that was killed. */
    static Optional<HistoryEntry> parse(int session, String json) {
        try {
            JsonObject entry = JsonParser.parseString(json).getAsJsonObject();
            JsonElement output = entry.get("out");
            return Optional.of(new HistoryEntry(
                    session,
                    entry.get("line").getAsInt(),
                    entry.get("in").getAsString(),
                    output == null || output.isJsonNull() ? null : output.getAsString()));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
