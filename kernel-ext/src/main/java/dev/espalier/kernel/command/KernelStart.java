package dev.espalier.kernel.command;

import dev.espalier.kernel.protocol.KernelServer;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The command by which front ends start a kernel, {@code espalier kernel FILE}, without the library that reads command
 * lines: that would keep them waiting for a third of a second. With any option the command is read as all others are.
 */
final class KernelStart {

    private KernelStart() {}

    static boolean isMeant(String[] arguments) {
        return arguments.length == 2
                && arguments[0].equals("kernel")
                && !arguments[1].startsWith("-")
                && !arguments[1].equals("install");
    }

    /** Serves front ends until the kernel is to end; the exit code. */
    static int run(String[] arguments) {
        try {
            KernelServer.run(Path.of(arguments[1]));
            return 0;
        } catch (IOException | RuntimeException e) {
            System.err.println("espalier: " + Sentence.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
