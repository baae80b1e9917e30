package dev.espalier.kernel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An engine in a JVM of its own, with the launcher's environment and limits on memory.
 *
 * @param name in tables
 * @param kind which
 * @param heapMb for Java objects
 * @param nativeMb for native arrays
 */
record JavaEngine(String name, JavaWorker.Kind kind, int heapMb, int nativeMb) implements Engine {

    static final JavaEngine ESPALIER = new JavaEngine("Espalier", JavaWorker.Kind.ESPALIER, 1024, 3072);

    /** Its arrays are freed by the garbage collector alone: a small heap, or it takes all the memory there is. */
    static final JavaEngine SAMEDIFF = new JavaEngine("SameDiff", JavaWorker.Kind.SAMEDIFF, 512, 6144);

    @Override
    public String house() {
        return name;
    }

    @Override
    public Worker start(Assignment task, int threads) throws PeerException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMb + "m");
        command.add("-Dorg.bytedeco.javacpp.maxbytes=" + nativeMb + "m");
        command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=" + (heapMb + nativeMb + 1024) + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-Djava.awt.headless=true");
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), JavaWorker.class.getName()));
        command.addAll(List.of(kind.name(), task.folder().toString()));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        // OpenBLAS threads that spin between calls starve those of oneDNN.
        process.environment().putIfAbsent("OPENBLAS_THREAD_TIMEOUT", "4");
        return Worker.start(process, task.folder());
    }
}
