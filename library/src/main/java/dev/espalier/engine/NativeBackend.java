package dev.espalier.engine;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of ND4J's native builds runs here. On x86-64 there are two, for AVX-512 and for AVX2; JavaCPP loads whichever comes
 * first on the class path unless the system property {@code org.bytedeco.javacpp.platform.extension} says otherwise. The
 * AVX-512 build dies of an illegal instruction on a CPU without it, so the choice is made from the CPU's own flags,
 * before anything touches ND4J ({@link Nd4jBackend} sees to that), unless the user has set the property.
 */
public final class NativeBackend {

    static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
    private static final Set<String> AVX512 = Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");
    private static final Set<String> AVX2 = Set.of("avx2", "fma");

    private NativeBackend() {}

    /**
     * Makes sure that ND4J will use a build this CPU can run. Without effect once ND4J is loaded.
     *
     * @return the build: {@code onednn-avx512}, {@code onednn-avx2}, what the user asked for, or {@code default} on
     *     platforms that have only one
     * @throws IllegalStateException if there is no build for this CPU
     */
    public static String select() {
        String extension = System.getProperty(EXTENSION);
        if (extension == null) {
            extension = choose(System.getProperty("os.arch"), Path.of("/proc/cpuinfo"));
            System.setProperty(EXTENSION, extension);
        }
        return extension.isEmpty() ? "default" : extension.replaceFirst("^-", "");
    }

    static String choose(String architecture, Path cpuInfo) {
        if (!Set.of("amd64", "x86_64").contains(architecture) || !Files.isReadable(cpuInfo)) {
            return "";
        }
        Set<String> flags = flags(cpuInfo);
        if (flags.containsAll(AVX512)) {
            return "-onednn-avx512";
        }
        if (flags.containsAll(AVX2)) {
            return "-onednn-avx2";
        }
        throw new IllegalStateException(
                "this CPU has neither AVX-512 nor AVX2 with FMA, and the native libraries here are"
                        + " built for those; build for it with -Dnatives.wide=linux-x86_64 -Dnatives.narrow=linux-x86_64 and run"
                        + " with -D" + EXTENSION + "=");
    }

    /** The flags of the first processor. */
    private static Set<String> flags(Path cpuInfo) {
        // A stream, not a channel: a channel refuses to read for an interrupted thread.
        try (BufferedReader lines = new BufferedReader(new FileReader(cpuInfo.toFile(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line ->
                            Arrays.stream(line.substring(line.indexOf(':') + 1).split("\\s+")))
                    .orElse(Stream.empty())
                    .collect(Collectors.toSet());
        } catch (IOException unreadable) {
            throw new IllegalStateException("the CPU's flags cannot be read from " + cpuInfo, unreadable);
        }
    }
}
