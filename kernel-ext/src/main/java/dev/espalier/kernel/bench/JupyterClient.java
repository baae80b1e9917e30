package dev.espalier.kernel.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A front end that asks a Jupyter kernel one thing at a time.
 *
 * @see <a href="https://jupyter-client.readthedocs.io/en/stable/messaging.html">messaging in Jupyter</a>
 */
public final class JupyterClient implements AutoCloseable {

    private static final List<String> PORTS =
            List.of("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port");
    private static final int PATIENCE_SECONDS = 60;

    /** How often a wait looks whether there still is a kernel to wait for. */
    private static final int LOOK_MILLIS = 500;

    private static final String DELIMITER = "<IDS|MSG>";

    private record Message(String type, String parent, JsonObject content) {}

    private final Optional<Process> process;
    private final ZMQ.Context context = ZMQ.context(1);
    private final ZMQ.Socket shell;
    private final ZMQ.Socket control;
    private final ZMQ.Socket iopub;
    private final SecretKeySpec key;
    private final List<Integer> ports;
    private final String name;
    private boolean forced;

    /**
     * Starts a kernel.
     *
     * @param command with {@code {connection_file}} for the path of the file that says where to listen
     */
    static JupyterClient start(String name, List<String> command, Path folder) throws IOException {
        return start(name, command, folder, Map.of());
    }

    /**
     * Starts a kernel.
     *
     * @param environment what its process gets beside this one's
     */
    static JupyterClient start(String name, List<String> command, Path folder, Map<String, String> environment)
            throws IOException {
        Path file = Files.createTempFile(folder, "connection-", ".json");
        writeConnection(file);
        ProcessBuilder builder = new ProcessBuilder(command.stream()
                        .map(word -> word.replace("{connection_file}", file.toString()))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("kernels.log").toFile()));
        builder.environment()
                .putAll(Map.of(
                        "JPY_PARENT_PID", Long.toString(ProcessHandle.current().pid()), "ESPALIER_HISTORY", "off"));
        builder.environment().putAll(environment);
        return new JupyterClient(name, file, Optional.of(builder.start()));
    }

    /** Connects to a kernel that listens, or soon will, where a file says. */
    public static JupyterClient connect(Path connectionFile) throws IOException {
        return new JupyterClient("the kernel", connectionFile, Optional.empty());
    }

    /** Writes down where a kernel is to listen: ports that are free now, and a new key. */
    public static void writeConnection(Path file) throws IOException {
        JsonObject connection = new JsonObject();
        connection.addProperty("transport", "tcp");
        connection.addProperty("ip", "127.0.0.1");
        connection.addProperty("signature_scheme", "hmac-sha256");
        connection.addProperty("key", UUID.randomUUID().toString());
        freePorts(connection);
        Files.writeString(file, connection.toString());
    }

    private JupyterClient(String name, Path file, Optional<Process> process) throws IOException {
        this.name = name;
        this.process = process;
        JsonObject connection = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        ports = PORTS.stream().map(port -> connection.get(port).getAsInt()).toList();
        key = new SecretKeySpec(connection.get("key").getAsString().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        iopub = connect(SocketType.SUB, connection.get("iopub_port").getAsInt());
        iopub.setHWM(0);
        iopub.subscribe(new byte[0]);
        shell = connect(SocketType.DEALER, connection.get("shell_port").getAsInt());
        control = connect(SocketType.DEALER, connection.get("control_port").getAsInt());
    }

    private static void freePorts(JsonObject connection) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (String port : PORTS) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                connection.addProperty(port, socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private ZMQ.Socket connect(SocketType type, int port) {
        ZMQ.Socket socket = context.socket(type);
        socket.setLinger(0);
        socket.setReceiveTimeOut(LOOK_MILLIS);
        // Kernels take a while to listen: look often, so that this costs none of them time.
        socket.setReconnectIVL(5);
        socket.connect("tcp://127.0.0.1:" + port);
        return socket;
    }

    /** Runs a cell and waits for its reply; whether it ended well. */
    public boolean execute(String code) throws PeerException {
        return isOk(reply(shell, ask(shell, "execute_request", cell(code))));
    }

    /** Runs a cell and waits until everything it shows is here; the characters it printed. */
    int printed(String code) throws PeerException {
        return textOf(code).length();
    }

    /** Runs a cell and waits until everything it shows is here; what it printed. */
    String textOf(String code) throws PeerException {
        String id = ask(shell, "execute_request", cell(code));
        StringBuilder text = new StringBuilder();
        while (true) {
            Message message = receive(iopub);
            if (!message.parent().equals(id)) {
                continue;
            }
            if (message.type().equals("stream")) {
                text.append(message.content().get("text").getAsString());
            } else if (message.type().equals("status")
                    && message.content().get("execution_state").getAsString().equals("idle")) {
                reply(shell, id);
                return text.toString();
            }
        }
    }

    /** How many ways there are to go on behind a text. */
    public int completions(String code) throws PeerException {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("cursor_pos", code.length());
        return reply(shell, ask(shell, "complete_request", content))
                .getAsJsonArray("matches")
                .size();
    }

    /** Asks for a cell to be run that prints and then runs for ever; returns when it has printed. */
    String executeEndless(String code) throws PeerException {
        String id = ask(shell, "execute_request", cell(code));
        Message message = receive(iopub);
        while (!message.type().equals("stream") || !message.parent().equals(id)) {
            message = receive(iopub);
        }
        return id;
    }

    /** Stops it, by message or by signal, and waits for its reply. */
    void interrupt(String running, boolean bySignal) throws PeerException, IOException, InterruptedException {
        if (bySignal) {
            new ProcessBuilder(
                            "kill", "-INT", Long.toString(process.orElseThrow().pid()))
                    .start()
                    .waitFor();
        } else {
            ask(control, "interrupt_request", new JsonObject());
        }
        reply(shell, running);
    }

    /** Memory the kernel holds, in MB. */
    double residentMb() throws IOException {
        for (String line : Files.readAllLines(
                Path.of("/proc", Long.toString(process.orElseThrow().pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("the system does not say how much memory a process has");
    }

    private static JsonObject cell(String code) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("silent", false);
        content.addProperty("store_history", true);
        content.add("user_expressions", new JsonObject());
        content.addProperty("allow_stdin", false);
        content.addProperty("stop_on_error", true);
        return content;
    }

    private static boolean isOk(JsonObject reply) {
        JsonElement status = reply.get("status");
        return status == null || status.getAsString().equals("ok");
    }

    private String ask(ZMQ.Socket socket, String type, JsonObject content) {
        String id = UUID.randomUUID().toString();
        JsonObject header = new JsonObject();
        header.addProperty("msg_id", id);
        header.addProperty("username", "bench");
        header.addProperty("session", "bench");
        header.addProperty("date", "2026-01-01T00:00:00.000000Z");
        header.addProperty("msg_type", type);
        header.addProperty("version", "5.3");
        List<String> parts = List.of(header.toString(), "{}", "{}", content.toString());
        socket.sendMore(DELIMITER);
        socket.sendMore(signature(parts));
        for (int i = 0; i < 3; i++) {
            socket.sendMore(parts.get(i));
        }
        socket.send(parts.get(3));
        return id;
    }

    private String signature(List<String> parts) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            parts.forEach(part -> mac.update(part.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + key.getAlgorithm(), e);
        }
    }

    private JsonObject reply(ZMQ.Socket socket, String id) throws PeerException {
        Message message = receive(socket);
        while (!message.parent().equals(id)) {
            message = receive(socket);
        }
        return message.content();
    }

    private Message receive(ZMQ.Socket socket) throws PeerException {
        List<String> frames = new ArrayList<>();
        do {
            frames.add(new String(frame(socket), StandardCharsets.UTF_8));
        } while (socket.hasReceiveMore());
        int at = frames.indexOf(DELIMITER);
        JsonObject parent = JsonParser.parseString(frames.get(at + 3)).getAsJsonObject();
        return new Message(
                JsonParser.parseString(frames.get(at + 2))
                        .getAsJsonObject()
                        .get("msg_type")
                        .getAsString(),
                parent.has("msg_id") ? parent.get("msg_id").getAsString() : "",
                JsonParser.parseString(frames.get(at + 5)).getAsJsonObject());
    }

    private byte[] frame(ZMQ.Socket socket) throws PeerException {
        long start = System.nanoTime();
        while (true) {
            byte[] frame = socket.recv(0);
            if (frame != null) {
                return frame;
            }
            if (process.isPresent() && !process.get().isAlive()) {
                throw new PeerException(
                        name + " has ended with code " + process.get().exitValue(), null);
            }
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new PeerException(name + " does not answer", null);
            }
        }
    }

    /** Whether the kernel has ended as it was asked to; to be called when this is closed. */
    boolean endedWell() {
        return !forced
                && process.isPresent()
                && !process.get().isAlive()
                && process.get().exitValue() == 0;
    }

    /** How many of the kernel's ports still take connections; to be called when this is closed. */
    int openPorts() {
        int open = 0;
        for (int port : ports) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open += socket.isConnected() ? 1 : 0;
            } catch (IOException e) {
                // Nobody listens, as it should be.
            }
        }
        return open;
    }

    private void end(Process process) {
        forced = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends the kernel: politely, and after some seconds by force. */
    @Override
    public void close() {
        JsonObject content = new JsonObject();
        content.addProperty("restart", false);
        String id = ask(control, "shutdown_request", content);
        try {
            reply(control, id);
            if (process.isPresent() && !process.get().waitFor(10, TimeUnit.SECONDS)) {
                end(process.get());
            }
        } catch (PeerException e) {
            process.ifPresent(this::end);
        } catch (InterruptedException e) {
            process.ifPresent(this::end);
            Thread.currentThread().interrupt();
        }
        List.of(shell, control, iopub).forEach(ZMQ.Socket::close);
        context.term();
    }
}
