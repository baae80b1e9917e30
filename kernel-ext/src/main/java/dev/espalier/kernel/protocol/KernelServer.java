package dev.espalier.kernel.protocol;

import com.google.gson.JsonParseException;
import dev.espalier.kernel.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A Jupyter kernel: one session, driven by the front ends connected to five sockets.
 *
 * <p>Not offered: debugging, comms and widgets, and subshells.
 */
public final class KernelServer implements AutoCloseable {

    private static final int WAIT_MILLIS = 200;
    private static final int CLOSING_MILLIS = 2000;

    private final ZMQ.Context context = ZMQ.context(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Publisher publisher;
    private final Executor executor;

    /**
     * Serves front ends until one asks to shut down, or the process that started this one ends.
     *
     * @param connectionFile what the front end has written: ports, and the key messages are signed with
     * @throws IOException where the file cannot be read or does not say where to listen; the message is a sentence
     */
    public static void run(Path connectionFile) throws IOException, InterruptedException {
        System.setIn(InputStream.nullInputStream());
        // Before the sockets, because nothing takes as long.
        CellThread cells = new CellThread(Session::open);
        try (KernelServer server = open(connectionFile, cells)) {
            InterruptSignal.handle(server.executor::interrupt);
            watchParent(System.getenv("JPY_PARENT_PID"), server.stopped::countDown);
            server.awaitStop();
        }
    }

    private static KernelServer open(Path connectionFile, CellThread cells) throws IOException {
        try {
            return new KernelServer(read(connectionFile), cells, HistoryFolder.of(System.getenv()));
        } catch (IOException | RuntimeException e) {
            cells.close();
            throw e;
        }
    }

    private static KernelConnectionProperties read(Path file) throws IOException {
        try {
            KernelConnectionProperties connection = KernelConnectionProperties.parse(Files.readString(file));
            if (connection != null && connection.getTransport() != null && connection.getIp() != null) {
                return connection;
            }
        } catch (JsonParseException e) {
            throw new IOException(file + " is not a connection file: " + e.getMessage(), e);
        }
        throw new IOException(file + " is not a connection file: it lacks transport and ip");
    }

    /** Stops when the process of the front end has ended without a word. */
    private static void watchParent(String pid, Runnable stop) {
        if (pid != null && pid.matches("\\d{1,18}") && !pid.equals("1")) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresentOrElse(parent -> parent.onExit().thenRun(stop), stop);
        }
    }

    /** Opens the sockets. */
    KernelServer(KernelConnectionProperties at, CellThread cells, Optional<HistoryFolder> kept) throws IOException {
        HMACGenerator signing;
        try {
            signing = at.createHMACGenerator();
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "messages cannot be signed with " + at.getSignatureScheme() + ": " + e.getMessage(), e);
        }
        Replays replays = new Replays();
        Channel iopub = Channel.bind(context, replays, SocketType.PUB, signing, at, at.getIopubPort(), WAIT_MILLIS);
        Channel shell = Channel.bind(context, replays, SocketType.ROUTER, signing, at, at.getShellPort(), WAIT_MILLIS);
        Channel control =
                Channel.bind(context, replays, SocketType.ROUTER, signing, at, at.getControlPort(), WAIT_MILLIS);
        Channel heartbeat = Channel.bind(context, replays, SocketType.REP, signing, at, at.getHbPort(), WAIT_MILLIS);
        Channel stdin = Channel.bind(context, replays, SocketType.ROUTER, signing, at, at.getStdinPort(), WAIT_MILLIS);
        StandardInput input = new StandardInput(stdin, this::isOpen);
        History history = new History(kept);
        publisher = new Publisher(iopub);
        publisher.status(null, "starting");
        executor = new Executor(cells, publisher, history, input);
        start(
                "shell",
                new Dispatcher(
                        shell, Dispatcher.SHELL, publisher, executor, history, this::isOpen, stopped::countDown));
        start(
                "control",
                new Dispatcher(
                        control, Dispatcher.CONTROL, publisher, executor, history, this::isOpen, stopped::countDown));
        start("stdin", input);
        start("heartbeat", new Heartbeat(heartbeat, this::isOpen));
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private boolean isOpen() {
        return stopped.getCount() > 0;
    }

    /** Returns when a front end has asked to shut down, or whoever started this process is gone. */
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Stops the cell that is running, sends what is waiting, and closes the sockets. */
    @Override
    public void close() throws InterruptedException {
        stopped.countDown();
        executor.close();
        for (Thread thread : threads) {
            thread.join(CLOSING_MILLIS);
        }
        publisher.close();
        // A cell that native code holds keeps its socket open; waiting for it would keep the process.
        if (threads.stream().noneMatch(Thread::isAlive)) {
            context.term();
        }
    }
}
