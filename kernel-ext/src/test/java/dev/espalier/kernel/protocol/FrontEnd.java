package dev.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.espalier.kernel.session.Session;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A Jupyter front end that speaks to a kernel in the same process, written against the protocol and not the kernel. */
final class FrontEnd implements AutoCloseable {

    /**
     * A message from the kernel.
     *
     * @param parent id of the request it belongs to; empty for none
     */
    record Reply(String type, String parent, JsonObject content) {

        String text(String field) {
            return content.get(field).getAsString();
        }
    }

    private final ZMQ.Context context = ZMQ.context(1);
    private final KernelConnectionProperties address;
    private final HMACGenerator signing;
    private final ZMQ.Socket shell;
    private final ZMQ.Socket control;
    private final ZMQ.Socket stdin;
    private final ZMQ.Socket iopub;
    private final ZMQ.Socket heartbeat;

    /** The kernel, where it runs in this process. */
    final KernelServer kernel;

    /** Its process, where it has one of its own. */
    final Process process;

    FrontEnd(Supplier<Session> session) throws IOException, GeneralSecurityException {
        this(freeAddress(), at -> new KernelServer(at, new CellThread(session), Optional.empty()), null);
    }

    /** Starts a kernel in a process of its own. */
    static FrontEnd ofProcess(Path folder, String... jvmOptions) throws IOException, GeneralSecurityException {
        return ofProcess(folder, Map.of(HistoryFolder.VARIABLE, "off"), jvmOptions);
    }

    /** Starts a kernel in a process of its own. */
    static FrontEnd ofProcess(Path folder, Map<String, String> environment, String... jvmOptions)
            throws IOException, GeneralSecurityException {
        return ofProcess(folder, freeAddress(), environment, jvmOptions);
    }

    /** Starts another kernel where this one's was. */
    FrontEnd again(Path folder) throws IOException, GeneralSecurityException {
        return ofProcess(folder, address, Map.of(HistoryFolder.VARIABLE, "off"));
    }

    private static FrontEnd ofProcess(
            Path folder, KernelConnectionProperties at, Map<String, String> environment, String... jvmOptions)
            throws IOException, GeneralSecurityException {
        Path file = folder.resolve("connection.json");
        Files.writeString(file, at.toJsonString());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-XX:+UseSerialGC", "-Djava.awt.headless=true"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(KernelProcess.class.getName(), file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(environment);
        return new FrontEnd(at, server -> null, builder.start());
    }

    private static KernelConnectionProperties freeAddress() throws IOException {
        int[] ports = freePorts(5);
        return new KernelConnectionProperties(
                "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], "tcp", "hmac-sha256", "secret");
    }

    /** Opens a kernel. */
    private interface Opening {
        KernelServer at(KernelConnectionProperties address) throws IOException;
    }

    private FrontEnd(KernelConnectionProperties at, Opening opening, Process process)
            throws IOException, GeneralSecurityException {
        this.process = process;
        address = at;
        signing = at.createHMACGenerator();
        kernel = opening.at(at);
        iopub = connect(SocketType.SUB, at.getIopubPort());
        iopub.setHWM(0);
        iopub.subscribe(new byte[0]);
        shell = connect(SocketType.DEALER, at.getShellPort());
        stdin = connect(SocketType.DEALER, at.getStdinPort());
        control = connect(SocketType.DEALER, at.getControlPort());
        heartbeat = connect(SocketType.REQ, at.getHbPort());
        // A subscription takes effect some time after it was made; what is published before is lost.
        String id;
        do {
            id = ask("kernel_info_request", new JsonObject());
            shellReply(id);
            iopub.setReceiveTimeOut(100);
        } while (iopub.recv(0) == null);
        iopub.setReceiveTimeOut(-1);
        while (iopub.hasReceiveMore()) {
            iopub.recv(0);
        }
        String last = ask("comm_info_request", new JsonObject());
        shellReply(last);
        untilIdle(last);
    }

    static int[] freePorts(int n) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < n; i++) {
                held.add(new ServerSocket(0));
            }
            return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private ZMQ.Socket connect(SocketType type, int port) {
        ZMQ.Socket socket = context.socket(type);
        socket.setLinger(0);
        if (type == SocketType.DEALER) {
            socket.setIdentity("front end".getBytes(StandardCharsets.UTF_8));
        }
        socket.connect("tcp://127.0.0.1:" + port);
        return socket;
    }

    /** Sends a request on the shell channel; returns its id. */
    String ask(String type, JsonObject content) {
        return send(shell, type, content, true);
    }

    /** Sends a request on the control channel. */
    String askControl(String type, JsonObject content) {
        return send(control, type, content, true);
    }

    /** Sends a request with a signature of another key. */
    void forge(String type, JsonObject content) {
        send(shell, type, content, false);
    }

    /** The channels a front end sends on. */
    enum Door {
        SHELL,
        CONTROL,
        STDIN
    }

    private ZMQ.Socket socket(Door door) {
        return switch (door) {
            case SHELL -> shell;
            case CONTROL -> control;
            case STDIN -> stdin;
        };
    }

    /** Sends frames as they are. */
    void sendRaw(Door door, byte[]... frames) {
        for (int i = 0; i < frames.length; i++) {
            socket(door).send(frames[i], i < frames.length - 1 ? ZMQ.SNDMORE : 0);
        }
    }

    /** Sends frames as they are, on the shell channel. */
    void sendRaw(String... frames) {
        sendRaw(
                Door.SHELL,
                Stream.of(frames).map(f -> f.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
    }

    /** Sends a message of any four parts with its signature. */
    void sendSigned(Door door, byte[]... parts) {
        byte[][] frames = new byte[6][];
        frames[0] = "<IDS|MSG>".getBytes(StandardCharsets.UTF_8);
        frames[1] = signature(parts).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(parts, 0, frames, 2, 4);
        sendRaw(door, frames);
    }

    /** What the four parts of a message are signed with. */
    String signature(byte[]... parts) {
        return signing.calculateSignature(parts);
    }

    private String send(ZMQ.Socket socket, String type, JsonObject content, boolean genuine) {
        String id = UUID.randomUUID().toString();
        JsonObject header = Json.object(
                "msg_id",
                id,
                "username",
                "tester",
                "session",
                "s",
                "date",
                "2026-01-01T00:00:00.123456Z",
                "msg_type",
                type,
                "version",
                "5.3");
        String[] parts = {header.toString(), "{}", "{}", content.toString()};
        byte[][] bytes =
                Stream.of(parts).map(p -> p.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        String signature = signing.calculateSignature(bytes);
        socket.sendMore("<IDS|MSG>");
        socket.sendMore(genuine ? signature : signature.replaceFirst("^.", signature.startsWith("0") ? "1" : "0"));
        socket.sendMore(bytes[0]);
        socket.sendMore(bytes[1]);
        socket.sendMore(bytes[2]);
        socket.send(bytes[3]);
        return id;
    }

    /** Asks for a cell to be run. */
    String execute(String code) {
        return ask("execute_request", Json.object("code", code));
    }

    /** Runs a cell and returns the reply. */
    Reply run(String code) {
        return shellReply(execute(code));
    }

    /** The reply to a request; replies to others, which come before it, are dropped. */
    Reply shellReply(String id) {
        return await(shell, r -> r.parent().equals(id));
    }

    Reply controlReply(String id) {
        return await(control, r -> r.parent().equals(id));
    }

    /** The next question of the kernel. */
    Reply asked() {
        return receive(stdin);
    }

    /** Answers it. */
    void answer(String line) {
        send(stdin, "input_reply", Json.object("value", line), true);
    }

    /** What is published next. */
    Reply published() {
        return receive(iopub);
    }

    /** Everything published for a request until it is idle, without the statuses and the input's echo. */
    List<Reply> untilIdle(String id) {
        List<Reply> published = new ArrayList<>();
        while (true) {
            Reply next = receive(iopub);
            if (!next.parent().equals(id)) {
                continue;
            }
            if (next.type().equals("status")) {
                if (next.text("execution_state").equals("idle")) {
                    return published;
                }
            } else if (!next.type().equals("execute_input")) {
                published.add(next);
            }
        }
    }

    String beat(String text) {
        heartbeat.send(text);
        return heartbeat.recvStr();
    }

    private static Reply await(ZMQ.Socket socket, Predicate<Reply> wanted) {
        Reply reply = receive(socket);
        while (!wanted.test(reply)) {
            reply = receive(socket);
        }
        return reply;
    }

    private static Reply receive(ZMQ.Socket socket) {
        List<String> frames = new ArrayList<>();
        do {
            frames.add(new String(socket.recv(0), StandardCharsets.UTF_8));
        } while (socket.hasReceiveMore());
        int at = frames.indexOf("<IDS|MSG>");
        JsonObject parent = json(frames.get(at + 3));
        return new Reply(
                json(frames.get(at + 2)).get("msg_type").getAsString(),
                parent.has("msg_id") && parent.get("msg_id").isJsonPrimitive()
                        ? parent.get("msg_id").getAsString()
                        : "",
                json(frames.get(at + 5)));
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    static List<String> strings(JsonArray array) {
        return array.asList().stream().map(e -> e.getAsString()).toList();
    }

    @Override
    public void close() throws InterruptedException {
        if (kernel != null) {
            kernel.close();
        }
        if (process != null && process.isAlive()) {
            controlReply(askControl("shutdown_request", Json.object("restart", false)));
            process.waitFor();
        }
        Stream.of(shell, control, stdin, iopub, heartbeat).forEach(ZMQ.Socket::close);
        context.term();
    }
}
