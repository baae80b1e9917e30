package dev.espalier.kernel.protocol;

import java.nio.file.Path;

/** A kernel in a process of its own, for front ends that start it. */
final class KernelProcess {

    private KernelProcess() {}

    public static void main(String[] arguments) throws Exception {
        KernelServer.run(Path.of(arguments[0]));
        System.exit(0);
    }
}
