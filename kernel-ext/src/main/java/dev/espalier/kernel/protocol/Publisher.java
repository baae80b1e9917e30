package dev.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.zeromq.ZMQException;

/**
 * Tells every front end what goes on, in order. Any thread may publish; one thread of its own sends: an interrupt, which
 * may hit the others, would close the socket it finds them in.
 *
 * <p>What is printed is joined: it leaves when something else follows, when it has {@value #CHUNK} characters, or after
 * {@value #DELAY_MILLIS} ms.
 */
final class Publisher implements AutoCloseable {

    private static final int CHUNK = 16_384;
    private static final int DELAY_MILLIS = 50;

    /** Who prints faster than front ends read waits once this many characters are on their way. */
    private static final int WAITING_LIMIT = 1 << 20;

    private sealed interface Entry {
        Request parent();
    }

    private record Event(Request parent, MessageType<?> type, JsonObject content) implements Entry {}

    private record Printed(Request parent, String stream, StringBuilder text, long since) implements Entry {}

    private final Channel channel;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Thread sender = new Thread(this::send, "iopub");
    private int waitingCharacters;
    private boolean closed;

    Publisher(Channel channel) {
        this.channel = channel;
        sender.setDaemon(true);
        sender.start();
    }

    /** Publishes a message that belongs to a request. */
    synchronized void publish(Request parent, MessageType<?> type, JsonObject content) {
        entries.add(new Event(parent, type, content));
        notifyAll();
    }

    /** Publishes what the kernel is doing: {@code starting}, {@code busy} or {@code idle}. */
    void status(Request parent, String state) {
        publish(parent, MessageType.PUBLISH_STATUS, Json.object("execution_state", state));
    }

    /** Publishes text on one of the streams {@code stdout} and {@code stderr}. */
    synchronized void print(Request parent, String stream, String text) {
        if (entries.peekLast() instanceof Printed last
                && last.parent() == parent
                && last.stream().equals(stream)
                && last.text().length() < CHUNK) {
            last.text().append(text);
        } else {
            entries.add(new Printed(parent, stream, new StringBuilder(text), System.nanoTime()));
        }
        waitingCharacters += text.length();
        notifyAll();
        if (waitingCharacters > WAITING_LIMIT) {
            awaitRoom();
        }
    }

    private void awaitRoom() {
        try {
            while (waitingCharacters > WAITING_LIMIT && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the cell is being stopped: it will not print much more
        }
    }

    private void send() {
        try {
            for (Entry entry = next(); entry != null; entry = next()) {
                send(entry);
            }
        } catch (InterruptedException | ZMQException e) {
            // The process ends.
        } finally {
            channel.close();
        }
    }

    private void send(Entry entry) {
        if (entry instanceof Event event) {
            channel.send(event.parent(), event.type(), event.content());
        } else if (entry instanceof Printed printed) {
            JsonObject content = Json.object("name", printed.stream(), "text", printed.text());
            channel.send(printed.parent(), MessageType.PUBLISH_STREAM, content);
        }
    }

    /** The next entry, ripe for sending; null when closed and everything is sent. */
    private synchronized Entry next() throws InterruptedException {
        while (true) {
            long delay = delayMillis();
            if (delay == 0) {
                break;
            }
            wait(delay);
        }
        Entry entry = entries.poll();
        if (entry instanceof Printed printed) {
            waitingCharacters -= printed.text().length();
            notifyAll();
        }
        return entry;
    }

    /** How long the first entry, or the want of one, is to be waited for; 0 means not at all. */
    private long delayMillis() {
        if (closed || entries.size() > 1) {
            return 0;
        }
        if (entries.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!(entries.peek() instanceof Printed printed) || printed.text().length() >= CHUNK) {
            return 0;
        }
        long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - printed.since());
        return Math.max(0, DELAY_MILLIS - age);
    }

    /** Sends what is waiting, and closes the socket. */
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        sender.join();
    }
}
