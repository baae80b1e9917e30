package dev.espalier.kernel.command;

import dev.espalier.kernel.bench.JupyterClient;
import dev.espalier.kernel.protocol.KernelServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A kernel that does in one process what kernels are used for, so that the JVM can record the classes it takes: later
 * kernels start with these.
 */
final class Rehearsal {

    private static final List<String> CELLS = List.of(
            "1+1",
            "int n = 0;\nfor (int i = 0; i < 3; i++) { n += i; System.out.println(n); }",
            "record Point(int x, int y) {}\nList.of(new Point(1, 2))",
            "int twice(int k) { return 2 * k; }\nStream.of(1, 2).map(k -> twice(k)).toList()",
            "display(Table.create(\"t\"));",
            "%lsmagic",
            "nowhere",
            "throw new IllegalStateException(\"no\");");

    private Rehearsal() {}

    static void run() throws Exception {
        Path folder = Files.createTempDirectory("espalier-rehearsal-");
        Path file = folder.resolve("connection.json");
        try {
            JupyterClient.writeConnection(file);
            Thread kernel = new Thread(() -> serve(file), "kernel");
            kernel.start();
            try (JupyterClient client = JupyterClient.connect(file)) {
                for (String cell : CELLS) {
                    client.execute(cell);
                }
                client.completions("\"text\".to");
            }
            kernel.join();
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static void serve(Path file) {
        try {
            KernelServer.run(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
