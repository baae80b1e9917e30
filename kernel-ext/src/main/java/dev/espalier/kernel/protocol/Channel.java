package dev.espalier.kernel.protocol;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.KernelTimestamp;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.adapters.HeaderAdapter;
import org.dflib.jjava.jupyter.messages.adapters.KernelTimestampAdapter;
import org.dflib.jjava.jupyter.messages.adapters.MessageTypeAdapter;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * One bound socket of the kernel. Used by the one thread that serves it.
 *
 * <p>Reading differs from its base class: it waits instead of sleeping between looks, survives whatever arrives, and
 * keeps the content as JSON.
 */
final class Channel extends JupyterSocket {

    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(KernelTimestamp.class, KernelTimestampAdapter.INSTANCE)
            .registerTypeAdapter(MessageType.class, MessageTypeAdapter.INSTANCE)
            .registerTypeAdapter(Header.class, HeaderAdapter.INSTANCE)
            .create();
    private static final String SESSION = UUID.randomUUID().toString();

    private final Replays replays;

    /**
     * Opens and binds a socket.
     *
     * @param replays of all channels of the kernel
     * @param waitMillis how long {@link #receive} waits
     */
    static Channel bind(
            ZMQ.Context context,
            Replays replays,
            SocketType type,
            HMACGenerator signing,
            KernelConnectionProperties at,
            int port,
            int waitMillis) {
        Channel channel = new Channel(context, replays, type, signing);
        // Without a limit: at the default of 1000 a cell that prints much loses messages, "idle" among them.
        channel.setHWM(0);
        channel.setLinger(1000);
        // A sender of more is cut off before its message fills the memory.
        channel.setMaxMsgSize(Runtime.getRuntime().maxMemory() / 8);
        channel.setReceiveTimeOut(waitMillis);
        channel.bind(formatAddress(at.getTransport(), at.getIp(), port));
        return channel;
    }

    private Channel(ZMQ.Context context, Replays replays, SocketType type, HMACGenerator signing) {
        super(context, type, signing, LoggerFactory.getLogger(Channel.class));
        this.replays = replays;
    }

    @Override
    public void bind(KernelConnectionProperties properties) {
        throw new IllegalStateException("a channel is bound from the start");
    }

    /** The next message, after waiting for it if need be; empty where none came or what came is not to be trusted. */
    Optional<Request> receive() {
        return parse(frames(0));
    }

    /** The next message, if it is there already. */
    Optional<Request> receiveNow() {
        return parse(frames(ZMQ.DONTWAIT));
    }

    /** Sends a message that belongs to a request; to no request where that is null. */
    void send(Request parent, MessageType<?> type, JsonObject content) {
        Header<JsonObject> header = new Header<>(
                UUID.randomUUID().toString(),
                Header.KERNEL_USERNAME,
                SESSION,
                new KernelTimestamp(Instant.now().toString()),
                untyped(type),
                Header.PROTOCOL_VERISON);
        sendMessage(new Message<>(
                parent == null ? List.of() : parent.identities(),
                header,
                parent == null ? null : parent.header(),
                Map.of(),
                content,
                null)); // an empty list of buffers would leave the message unfinished
    }

    /** The base library ties types to content classes; only their names go over the wire. */
    @SuppressWarnings("unchecked")
    private static MessageType<JsonObject> untyped(MessageType<?> type) {
        return (MessageType<JsonObject>) type;
    }

    private List<byte[]> frames(int flags) {
        List<byte[]> frames = new ArrayList<>();
        byte[] frame = recv(flags);
        while (frame != null) {
            frames.add(frame);
            frame = hasReceiveMore() ? recv(0) : null;
        }
        return frames;
    }

    private Optional<Request> parse(List<byte[]> frames) {
        if (frames.isEmpty()) {
            return Optional.empty();
        }
        int delimiter = 0;
        while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
            delimiter++;
        }
        if (frames.size() < delimiter + 6) {
            return dropped("is incomplete");
        }
        if (!genuine(frames.subList(delimiter + 1, delimiter + 6))) {
            return dropped("is not signed with this connection's key, or came before");
        }
        try {
            JsonObject header = json(frames.get(delimiter + 2));
            return Optional.of(new Request(
                    List.copyOf(frames.subList(0, delimiter)),
                    GSON.fromJson(header, Header.class),
                    header.get("msg_type").getAsString(),
                    json(frames.get(delimiter + 5))));
        } catch (RuntimeException | StackOverflowError e) { // what the parser finds, and what it was not made for
            return dropped("is not JSON as the protocol has it");
        }
    }

    private Optional<Request> dropped(String reason) {
        replays.dropped(reason);
        return Optional.empty();
    }

    /** Whether the first frame signs the four others, and has not done so before. */
    private boolean genuine(List<byte[]> frames) {
        String expected = hmacGenerator.calculateSignature(frames.subList(1, 5).toArray(byte[][]::new));
        if (expected == null || expected.isEmpty()) {
            return true; // this connection has no key
        }
        byte[] received = frames.get(0);
        return MessageDigest.isEqual(received, expected.getBytes(StandardCharsets.US_ASCII)) && replays.isNew(expected);
    }

    private static JsonObject json(byte[] frame) {
        return JsonParser.parseString(new String(frame, StandardCharsets.UTF_8)).getAsJsonObject();
    }
}
