package dev.espalier.compile.runtime;

import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.compile.translate.JavaClass;
import dev.espalier.progress.Cancellation;
import java.util.List;

/** What makes generated code run in this process. */
public sealed interface BackEnd permits JavaBackEnd, NativeBackEnd {

    /**
     * The one for a target: Java's own compiler if it is {@link Target#java}, else a C compiler.
     *
     * @throws dev.espalier.compile.target.ToolchainException if there is none; says the ways to get one
     */
    static BackEnd of(Target target) {
        return target.isJava() ? new JavaBackEnd(target) : new NativeBackEnd(Toolchain.of(target), target);
    }

    /**
     * The target of a name, as {@link Target#parse} knows them. {@code host} is {@link Target#java} where there is no C
     * compiler, or none that makes code for this processor, but Java has what it takes.
     *
     * @throws IllegalArgumentException if there is no such target
     */
    static Target target(String name) {
        if (!name.equals("host") || !JavaClass.possible()) {
            return Target.parse(name);
        }
        try {
            Target host = Target.parse(name);
            return Toolchain.all(host).isEmpty() ? Target.java() : host;
        } catch (UnsupportedOperationException otherProcessor) {
            return Target.java();
        }
    }

    /** The text that stands between the prelude and a network. */
    String header();

    /**
     * Makes a network.
     *
     * @param name of the network, for messages
     * @param source the prelude, {@link #header}, and the network
     * @param weights its numbers, one piece after the other
     * @param threads that compute side by side, at least 1
     * @throws dev.espalier.compile.target.ToolchainException if the compiler refuses the text
     * @throws java.util.concurrent.CancellationException if that was asked for
     */
    Network network(
            String name,
            String source,
            List<byte[]> weights,
            NetworkNeeds needs,
            int threads,
            Cancellation cancellation);

    /**
     * Makes kernels that are called one by one.
     *
     * @param source the prelude and the kernels
     * @param names of the functions to be called
     * @throws dev.espalier.compile.target.ToolchainException if the compiler refuses the text
     * @throws java.util.concurrent.CancellationException if that was asked for
     */
    Kernels kernels(String source, List<String> names, Cancellation cancellation);
}
