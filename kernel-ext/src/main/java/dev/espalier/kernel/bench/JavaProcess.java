package dev.espalier.kernel.bench;

import dev.espalier.compile.translate.JavaClass;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM with our class path, in the environment the launcher makes. */
final class JavaProcess {

    private static final String VECTORS = "--add-modules=" + JavaClass.MODULE;

    private JavaProcess() {}

    /** The same with Java's vectors, if this JVM has them. */
    static ProcessBuilder withVectors(ProcessBuilder process) {
        if (ModuleFinder.ofSystem().find(JavaClass.MODULE).isPresent()
                && !process.command().contains(VECTORS)) {
            process.command().add(1, VECTORS);
        }
        return process;
    }

    /**
     * What starts it.
     *
     * @param heapMb for Java objects
     * @param nativeMb for native arrays
     * @param threads native threads
     */
    static ProcessBuilder of(Class<?> main, int heapMb, int nativeMb, int threads, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMb + "m");
        command.add("-Dorg.bytedeco.javacpp.maxbytes=" + nativeMb + "m");
        command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=" + (heapMb + nativeMb + 1024) + "m");
        command.add("-XX:+UseSerialGC");
        // As much as a C program's main thread has: ONNX Runtime ends in a Java thread's usual 1 MB on some networks.
        command.add("-Xss8m");
        command.add("-Djava.awt.headless=true");
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        if (ModuleLayer.boot().findModule(JavaClass.MODULE).isPresent()) {
            command.add(VECTORS);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        // OpenBLAS threads that spin between calls starve those of oneDNN.
        process.environment().putIfAbsent("OPENBLAS_THREAD_TIMEOUT", "4");
        return process;
    }
}
