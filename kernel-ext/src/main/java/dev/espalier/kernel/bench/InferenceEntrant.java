package dev.espalier.kernel.bench;

import dev.espalier.compile.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who takes part in a comparison of inference.
 *
 * @param house whose code computes
 * @param times how many times fewer weights the network has; 1 for all of them
 */
record InferenceEntrant(House house, double times) {

    /** Limits on memory, not needs: the largest network has 138 million weights, of which there are some copies. */
    private static final int MEGABYTES = 6144;

    /** Who there is. */
    enum House {
        ESPALIER("Espalier", ""),
        /** The same without a C compiler. */
        ESPALIER_IN_JAVA("Espalier in Java", ""),
        ONNX_RUNTIME("ONNX Runtime", InferenceFiles.ONNX),
        TFLITE("TensorFlow Lite", InferenceFiles.TFLITE);

        private final String title;
        private final String format;

        House(String title, String format) {
            this.title = title;
            this.format = format;
        }

        String title() {
            return title;
        }

        static House titled(String title) {
            return Arrays.stream(values())
                    .filter(house -> house.title.equals(title))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("nobody here is called '" + title + "'"));
        }
    }

    boolean isOurs() {
        return house == House.ESPALIER || isInJava();
    }

    boolean isInJava() {
        return house == House.ESPALIER_IN_JAVA;
    }

    /** What of a network it runs: all of it or so much less, and whether in Java. */
    String form() {
        String weights = times == 1 ? "dense" : String.format(Locale.ROOT, "%.2fx", times);
        return isInJava() ? weights + " in Java" : weights;
    }

    /**
     * Starts a process that is ready to run the network.
     *
     * @param search candidates that our compiler measures for each layer
     * @throws PeerException if it cannot take part; says why
     */
    Worker start(InferenceNet net, InferenceFiles files, int threads, int search) throws PeerException {
        String place = files.folder().toString();
        if (isOurs()) {
            // Where there are no vectors of Java its process says so.
            String target = isInJava() ? Target.JAVA : "host";
            int candidates = isInJava() ? 1 : search;
            ProcessBuilder process = process(
                    threads,
                    List.of(
                            "espalier",
                            place,
                            Integer.toString(threads),
                            net.name(),
                            Double.toString(times),
                            target,
                            Integer.toString(candidates)));
            return Worker.start(isInJava() ? JavaProcess.withVectors(process) : process, files.folder());
        }
        Optional<String> absent = absent(files);
        if (absent.isPresent()) {
            throw new PeerException(absent.get(), null);
        }
        String peer = house.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Worker.start(process(threads, List.of(peer, place, Integer.toString(threads))), files.folder());
    }

    private Optional<String> absent(InferenceFiles files) throws PeerException {
        try {
            return files.absent(house.format);
        } catch (IOException unreadable) {
            throw new PeerException(unreadable.getMessage(), unreadable);
        }
    }

    private static ProcessBuilder process(int threads, List<String> arguments) {
        return JavaProcess.of(InferenceWorker.class, MEGABYTES, MEGABYTES, threads, arguments.toArray(String[]::new));
    }

    /**
     * Writes the files for a network, in a process of its own: it may take much memory.
     *
     * @param times how many times fewer weights the forms that are wanted have
     */
    static InferenceFiles prepare(InferenceNet net, InferenceFiles files, Set<Double> times) throws PeerException {
        List<String> arguments =
                new ArrayList<>(List.of("prepare", files.folder().toString(), net.name()));
        times.forEach(each -> arguments.add(Double.toString(each)));
        Worker.start(process(1, arguments), files.folder()).close();
        return files;
    }

    /**
     * Compiles a network as if nothing had ever been compiled on this machine.
     *
     * @param search candidates that are measured for each layer
     */
    static CompileTime compile(InferenceNet net, InferenceFiles files, int search) throws PeerException {
        ProcessBuilder process =
                process(1, List.of("compile", files.folder().toString(), net.name(), Integer.toString(search)));
        process.environment()
                .put("ESPALIER_CACHE", files.folder().resolve("cache-" + search).toString());
        try (Worker worker = Worker.start(process, files.folder())) {
            return new CompileTime(net, search, worker.run(1).wallSeconds());
        }
    }
}
