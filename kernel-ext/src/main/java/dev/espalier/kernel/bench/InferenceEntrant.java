package dev.espalier.kernel.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    }

    boolean isOurs() {
        return house == House.ESPALIER;
    }

    /**
     * Starts a process that is ready to run the network.
     *
     * @param search candidates that our compiler measures for each layer
     * @throws PeerException if it cannot take part; says why
     */
    Worker start(InferenceNet net, InferenceFiles files, int threads, int search) throws PeerException {
        List<String> arguments = new ArrayList<>(List.of(
                house.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                files.folder().toString(),
                Integer.toString(threads)));
        if (isOurs()) {
            arguments.addAll(List.of(net.name(), Double.toString(times), Integer.toString(search)));
        } else {
            Optional<String> absent = absent(files);
            if (absent.isPresent()) {
                throw new PeerException(absent.get(), null);
            }
        }
        return start(files, threads, arguments);
    }

    private Optional<String> absent(InferenceFiles files) throws PeerException {
        try {
            return files.absent(house.format);
        } catch (IOException unreadable) {
            throw new PeerException(unreadable.getMessage(), unreadable);
        }
    }

    private static Worker start(InferenceFiles files, int threads, List<String> arguments) throws PeerException {
        return Worker.start(
                JavaProcess.of(InferenceWorker.class, MEGABYTES, MEGABYTES, threads, arguments.toArray(String[]::new)),
                files.folder());
    }

    /** Writes the files for a network, in a process of its own: it may take much memory. */
    static InferenceFiles prepare(InferenceNet net, InferenceFiles files) throws PeerException {
        start(files, 1, List.of("prepare", files.folder().toString(), net.name()))
                .close();
        return files;
    }
}
