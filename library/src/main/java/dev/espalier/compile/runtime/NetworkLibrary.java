package dev.espalier.compile.runtime;

import dev.espalier.compile.target.Product;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.progress.Cancellation;
import java.nio.file.Path;

/**
 * A compiled network, not yet loaded.
 *
 * @param file the library
 * @param sleeps whether its threads can sleep by themselves
 */
public record NetworkLibrary(Path file, boolean sleeps) {

    /**
     * Compiles a network for this machine.
     *
     * @param name of the network, for messages
     * @param source the prelude, {@link RuntimeText#header}, and the network
     * @throws dev.espalier.compile.target.ToolchainException if the compiler refuses the text
     * @throws java.util.concurrent.CancellationException if that was asked for
     */
    public static NetworkLibrary of(
            Toolchain toolchain, Target target, String name, String source, Cancellation cancellation) {
        if (!target.runsHere()) {
            throw new IllegalArgumentException("code for " + target + " does not run on this machine");
        }
        Path file = toolchain.compile(name, source + RuntimeText.entry(), target, Product.SHARED, cancellation);
        return new NetworkLibrary(file, target.triple().contains("linux"));
    }

    /**
     * Loads the network, each time anew.
     *
     * @param weights its numbers; stays the caller's, and must not be closed before the network
     * @param threads that compute side by side, at least 1
     */
    public NativeNetwork open(Memory weights, NetworkNeeds needs, int threads) {
        return new NativeNetwork(LibraryLoader.load(file), sleeps, weights, needs, threads);
    }
}
