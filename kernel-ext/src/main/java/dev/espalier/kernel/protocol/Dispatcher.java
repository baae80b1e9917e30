package dev.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import dev.espalier.kernel.evaluate.Completeness;
import dev.espalier.kernel.evaluate.Completions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.zeromq.ZMQException;

/** Answers the requests of one channel, one after the other, and each of them whatever happens. */
final class Dispatcher implements Runnable {

    /** What may come on the control channel, where nothing waits for a cell to end. */
    static final Set<String> CONTROL =
            Set.of("kernel_info_request", "comm_info_request", "interrupt_request", "shutdown_request");

    /** What may come on the shell channel. */
    static final Set<String> SHELL = Set.of(
            "kernel_info_request",
            "comm_info_request",
            "interrupt_request",
            "shutdown_request",
            "execute_request",
            "complete_request",
            "inspect_request",
            "is_complete_request",
            "history_request",
            "comm_open");

    private final Channel channel;
    private final Set<String> types;
    private final Publisher publisher;
    private final Executor executor;
    private final History history;
    private final BooleanSupplier open;
    private final Runnable shutdown;
    private final Deque<Request> waiting = new ArrayDeque<>();

    Dispatcher(
            Channel channel,
            Set<String> types,
            Publisher publisher,
            Executor executor,
            History history,
            BooleanSupplier open,
            Runnable shutdown) {
        this.channel = channel;
        this.types = types;
        this.publisher = publisher;
        this.executor = executor;
        this.history = history;
        this.open = open;
        this.shutdown = shutdown;
    }

    @Override
    public void run() {
        try {
            while (open.getAsBoolean()) {
                try {
                    Optional.ofNullable(waiting.poll()).or(channel::receive).ifPresent(this::handle);
                } catch (OutOfMemoryError e) {
                    // There was not enough left even to say so; the cell that took it all gives it back when it ends.
                }
            }
        } catch (ZMQException e) {
            // The sockets are gone: the process ends.
        } finally {
            channel.close();
        }
    }

    private void handle(Request request) {
        if (!types.contains(request.type())) {
            return; // as other kernels do: there is no reply a front end would wait for
        }
        publisher.status(request, "busy");
        try {
            answer(request).ifPresent(content -> reply(request, content));
        } catch (ZMQException e) {
            throw e;
        } catch (Throwable defect) {
            JsonObject error = Errors.of(defect);
            error.addProperty("status", "error");
            reply(request, error);
        } finally {
            publisher.status(request, "idle");
        }
        if (request.type().equals("shutdown_request")) {
            shutdown.run();
        }
    }

    /** The content of the reply; empty where the protocol has none. */
    private Optional<JsonObject> answer(Request request) throws Exception {
        return switch (request.type()) {
            case "kernel_info_request" -> Optional.of(Information.ofKernel());
            case "execute_request" -> Optional.of(execute(request));
            case "complete_request" -> Optional.of(complete(request));
            case "inspect_request" -> Optional.of(inspect(request));
            case "is_complete_request" -> Optional.of(isComplete(request));
            case "history_request" -> Optional.of(Json.object("history", history.answer(request)));
            case "comm_info_request" -> Optional.of(Json.object("comms", new JsonObject()));
            case "interrupt_request" -> {
                executor.interrupt();
                yield Optional.of(new JsonObject());
            }
            case "shutdown_request" -> Optional.of(Json.object("restart", request.flag("restart", false)));
            case "comm_open" -> {
                // No comm target exists here; the protocol asks to close what cannot be opened.
                JsonObject content = Json.object("comm_id", request.string("comm_id"), "data", new JsonObject());
                publisher.publish(request, MessageType.COMM_CLOSE_COMMAND, content);
                yield Optional.empty();
            }
            default -> throw new IllegalStateException(request.type());
        };
    }

    private void reply(Request request, JsonObject content) {
        MessageType<?> type = MessageType.getType(request.type().replace("_request", "_reply"));
        if (!content.has("status")) {
            content.addProperty("status", "ok");
        }
        channel.send(request, type, content);
    }

    private JsonObject execute(Request request) throws Exception {
        JsonObject content = executor.execute(request);
        if (content.has("ename")) {
            content.addProperty("status", "error");
            if (request.flag("stop_on_error", true)) {
                abortQueued();
            }
        }
        return content;
    }

    /**
     * Answers the cells that are already queued behind a failed one with {@code aborted}, before that failure is replied:
     * what a front end sends once it knows of the failure is meant to run.
     */
    private void abortQueued() {
        for (Optional<Request> next = channel.receiveNow(); next.isPresent(); next = channel.receiveNow()) {
            Request request = next.get();
            if (request.type().equals("execute_request")) {
                publisher.status(request, "busy");
                reply(request, Json.object("status", "aborted"));
                publisher.status(request, "idle");
            } else {
                waiting.add(request);
            }
        }
    }

    private JsonObject complete(Request request) throws Exception {
        Completions found = executor.session().complete(request.string("code"), request.cursor());
        return Json.object(
                "matches",
                found.matches(),
                "cursor_start",
                request.codePoints(found.start()),
                "cursor_end",
                request.codePoints(found.end()),
                "metadata",
                new JsonObject());
    }

    private JsonObject inspect(Request request) throws Exception {
        Optional<String> text =
                executor.session().inspect(request.string("code"), request.cursor(), request.number("detail_level", 0));
        JsonObject data = text.map(t -> Json.object("text/plain", t)).orElseGet(JsonObject::new);
        return Json.object("found", text.isPresent(), "data", data, "metadata", new JsonObject());
    }

    private JsonObject isComplete(Request request) throws Exception {
        Completeness found = executor.session().completeness(request.string("code"));
        String status = found.state().name().toLowerCase(Locale.ROOT);
        return found.state() == Completeness.State.INCOMPLETE
                ? Json.object("status", status, "indent", found.indent())
                : Json.object("status", status);
    }
}
