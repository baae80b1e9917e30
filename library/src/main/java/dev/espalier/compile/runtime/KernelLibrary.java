package dev.espalier.compile.runtime;

import dev.espalier.compile.target.Product;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.progress.Cancellation;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * Generated kernels, compiled and loaded one by one: for tests of them, and to find out how fast they are. All have the
 * signature
 *
 * <pre>void f(const float *const *in, float *out, const char *data, float *scratch, int part, int parts)</pre>
 *
 * <p>The library goes when nothing refers to it any more.
 */
public final class KernelLibrary {

    private final LongBinaryOperator entry;
    private final List<String> names;

    private KernelLibrary(LongBinaryOperator entry, List<String> names) {
        this.entry = entry;
        this.names = names;
    }

    /**
     * Compiles kernels for this machine.
     *
     * @param source the prelude and the kernels, static functions
     * @param names of the functions to be called
     * @throws dev.espalier.compile.target.ToolchainException if the compiler refuses the text
     */
    public static KernelLibrary of(Toolchain toolchain, Target target, String source, String... names) {
        return of(toolchain, target, source, List.of(names), Cancellation.NEVER);
    }

    /** The same; can be stopped. */
    public static KernelLibrary of(
            Toolchain toolchain, Target target, String source, List<String> names, Cancellation cancellation) {
        if (!target.runsHere()) {
            throw new IllegalArgumentException("code for " + target + " does not run on this machine");
        }
        Path library = toolchain.compile("kernels", complete(source, names), target, Product.SHARED, cancellation);
        return new KernelLibrary(LibraryLoader.load(library), List.copyOf(names));
    }

    private static String complete(String source, List<String> names) {
        return source
                + """

                struct espalier_call {
                  const float *const *in; float *out; const char *data; float *scratch; long long part, parts, times;
                };
                __attribute__((visibility("default"))) long long\s"""
                + LibraryLoader.SYMBOL
                + """
                (void *env, void *cls, long long what, long long argument) {
                  static void (*const all[])(const float *const *, float *, const char *, float *, int, int) = {\s"""
                + String.join(", ", names)
                + """
                };
                  const struct espalier_call *c = (const struct espalier_call *)argument;
                  for (long long i = 0; i < c->times; i++)
                    all[what](c->in, c->out, c->data, c->scratch, (int)c->part, (int)c->parts);
                  return 0;
                }
                """;
    }

    /**
     * Prepares calls of a kernel.
     *
     * @param name of the function
     * @param inputs what {@code in} points to
     * @param output where it writes
     * @param data weights and index streams
     * @param scratch private memory of one share
     */
    public KernelCall call(String name, List<Memory> inputs, Memory output, Memory data, Memory scratch) {
        return new KernelCall(entry, number(name), inputs, output, data, scratch);
    }

    /**
     * Prepares calls of a kernel that works without private memory, on addresses given with each call.
     *
     * @param name of the function
     * @param inputs how many there are
     * @param data weights and index streams
     */
    public AddressedCall addressed(String name, int inputs, Memory data) {
        return new AddressedCall(entry, number(name), inputs, data);
    }

    private int number(String name) {
        int number = names.indexOf(name);
        if (number < 0) {
            throw new IllegalArgumentException("the library has no kernel '" + name + "'; it has " + names);
        }
        return number;
    }

    /**
     * Runs a kernel once, all shares one after the other, on copies.
     *
     * @param inputs numbers that {@code in} points to
     * @param before what the output holds before; gives its length
     * @param data weights and index streams
     * @param scratch numbers of private memory
     * @return what the output holds after
     */
    public float[] run(String name, List<float[]> inputs, float[] before, byte[] data, long scratch, int parts) {
        List<Memory> given = inputs.stream().map(Memory::of).toList();
        try (Memory output = Memory.of(before);
                Memory weights = Memory.of(data);
                Memory own = Memory.ofFloats(scratch);
                KernelCall call = call(name, given, output, weights, own)) {
            for (int part = 0; part < parts; part++) {
                call.run(part, parts, 1);
            }
            return output.toArray();
        } finally {
            given.forEach(Memory::close);
        }
    }
}
