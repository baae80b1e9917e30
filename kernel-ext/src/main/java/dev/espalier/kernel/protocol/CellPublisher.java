package dev.espalier.kernel.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.espalier.kernel.evaluate.Input;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import java.util.List;
import org.dflib.jjava.jupyter.messages.MessageType;

/**
 * Shows what one cell prints and displays in the front ends, also after the cell has ended.
 *
 * @param payload gets what the reply to the request has to ask of the front end
 */
record CellPublisher(Publisher publisher, Request request, Input input, List<JsonObject> payload) implements Output {

    @Override
    public void print(Channel channel, String text) {
        publisher.print(request, channel == Channel.STDOUT ? "stdout" : "stderr", text);
    }

    @Override
    public void display(MimeBundle value, String displayId) {
        publisher.publish(request, MessageType.PUBLISH_DISPLAY_DATA, shown(value, displayId));
    }

    @Override
    public void update(MimeBundle value, String displayId) {
        publisher.publish(request, MessageType.PUBLISH_UPDATE_DISPLAY_DATA, shown(value, displayId));
    }

    @Override
    public boolean offerCell(String text, boolean replace) {
        payload.add(Json.object("source", "set_next_input", "text", text, "replace", replace));
        return true;
    }

    @Override
    public void clear(boolean wait) {
        publisher.publish(request, MessageType.PUBLISH_CLEAR_OUTPUT, Json.object("wait", wait));
    }

    private static JsonObject shown(MimeBundle value, String displayId) {
        JsonObject id = displayId == null ? new JsonObject() : Json.object("display_id", displayId);
        return Json.object("data", data(value), "metadata", new JsonObject(), "transient", id);
    }

    /** A bundle as the protocol wants it: text as strings, JSON types as JSON. */
    static JsonObject data(MimeBundle value) {
        JsonObject data = new JsonObject();
        value.data().forEach((type, text) -> data.add(type, isJson(type) ? parsed(text) : new JsonPrimitive(text)));
        return data;
    }

    private static boolean isJson(String type) {
        return type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json");
    }

    private static JsonElement parsed(String text) {
        try {
            return JsonParser.parseString(text);
        } catch (JsonParseException e) {
            return new JsonPrimitive(text);
        }
    }
}
