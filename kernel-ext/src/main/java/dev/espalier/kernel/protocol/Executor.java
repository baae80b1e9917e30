package dev.espalier.kernel.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.session.CellResult;
import dev.espalier.kernel.session.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.messages.MessageType;

/** Runs cells for front ends. */
final class Executor implements AutoCloseable {

    /** {@code Math.max?} and {@code Math.max??}: show what is known of it in the pager. */
    private static final Pattern QUESTION = Pattern.compile("\\s*([\\w.$]+)(\\?\\??)\\s*");

    private final CellThread cells;
    private final Publisher publisher;
    private final History history;
    private final StandardInput input;
    private int count;

    Executor(CellThread cells, Publisher publisher, History history, StandardInput input) {
        this.cells = cells;
        this.publisher = publisher;
        this.history = history;
        this.input = input;
    }

    /** The session, once it is open. */
    Session session() throws Exception {
        return cells.session();
    }

    /** Answers an {@code execute_request}. */
    JsonObject execute(Request request) throws Exception {
        String code = request.string("code");
        boolean silent = request.flag("silent", false);
        boolean counted = !silent && request.flag("store_history", true);
        if (counted) {
            count++;
        }
        if (!silent) {
            publisher.publish(
                    request, MessageType.PUBLISH_EXECUTE_INPUT, Json.object("code", code, "execution_count", count));
        }
        Matcher question = QUESTION.matcher(code);
        if (question.matches()) {
            if (counted) {
                session().note(code, count);
                history.add(count, code, null);
            }
            JsonObject page = explained(question.group(1), question.group(2).length() - 1);
            return done(List.of(page), expressions(request.object("user_expressions")));
        }
        List<JsonObject> payload = Collections.synchronizedList(new ArrayList<>());
        Output output = new CellPublisher(publisher, request, input.of(request), payload);
        int number = count;
        CellResult result =
                cells.run(session -> counted ? session.run(code, output, number) : session.run(code, output));
        if (counted) {
            history.add(
                    count,
                    code,
                    result instanceof CellResult.Value value ? value.shown().plain() : null);
        }
        if (result instanceof CellResult.Value value && !silent) {
            publisher.publish(
                    request,
                    MessageType.PUBLISH_EXECUTION_RESULT,
                    Json.object(
                            "execution_count",
                            count,
                            "data",
                            CellPublisher.data(value.shown()),
                            "metadata",
                            new JsonObject()));
        }
        Optional<JsonObject> error = Errors.of(result);
        if (error.isPresent()) {
            publisher.publish(request, MessageType.PUBLISH_ERROR, error.get().deepCopy());
            JsonObject reply = error.get();
            reply.addProperty("execution_count", count);
            return reply;
        }
        return done(List.copyOf(payload), expressions(request.object("user_expressions")));
    }

    private JsonObject done(List<JsonObject> payload, JsonObject expressions) {
        return Json.object("execution_count", count, "payload", payload, "user_expressions", expressions);
    }

    private JsonObject explained(String name, int detail) throws Exception {
        String text = session().inspect(name, name.length(), detail).orElse("Nothing is known of " + name + ".");
        return Json.object("source", "page", "data", CellPublisher.data(MimeBundle.text(text)), "start", 0);
    }

    private JsonObject expressions(JsonObject asked) throws Exception {
        JsonObject answers = new JsonObject();
        for (Map.Entry<String, JsonElement> expression : asked.entrySet()) {
            String text = expression.getValue().getAsString();
            CellResult result = cells.run(session -> session.run(text, Discarded.INSTANCE));
            MimeBundle shown = result instanceof CellResult.Value value ? value.shown() : MimeBundle.text("");
            answers.add(
                    expression.getKey(),
                    Errors.of(result)
                            .map(e -> with(e, "status", "error"))
                            .orElseGet(() -> Json.object(
                                    "status", "ok", "data", CellPublisher.data(shown), "metadata", new JsonObject())));
        }
        return answers;
    }

    private static JsonObject with(JsonObject object, String field, String value) {
        object.addProperty(field, value);
        return object;
    }

    /** Stops the cell that is running, if any; from any thread. */
    void interrupt() {
        cells.interrupt();
    }

    @Override
    public void close() {
        cells.close();
    }
}
