package dev.espalier.train;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.espalier.model.AtomicFile;
import dev.espalier.model.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A run of several {@link TrainingStep}s on one store, between two steps, in a file: a zip of {@code run.json}, the parameters,
 * the averages of each optimizer, and whatever arrays the run remembers besides. Orders of images follow from seed and epoch,
 * so that nothing else is needed to go on bit for bit.
 *
 * @param place where the run is: a value that Jackson writes and reads
 * @param parameters by name in the store
 * @param optimizers in the order of the steps
 * @param memory of the run, under names of its own
 */
public record JointCheckpoint<T>(
        T place, Map<String, INDArray> parameters, List<OptimizerState> optimizers, Map<String, INDArray> memory) {

    private static final int FORMAT = 1;
    private static final String RUN = "run.json";
    private static final String PLACE = "place.json";
    private static final String PARAMETERS = "parameters.safetensors";
    private static final String MEMORY = "memory.safetensors";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * What a file is about.
     *
     * @param format {@value #FORMAT}
     * @param identity of the run, the networks and the data, as text
     * @param steps that each optimizer has done
     */
    private record Header(int format, String identity, List<Long> steps) {}

    public JointCheckpoint {
        optimizers = List.copyOf(optimizers);
    }

    /**
     * Writes the file, whole or not at all. The interrupt that stopped a run does not stop it: files refuse interrupted threads.
     *
     * @param identity what another run must agree with to go on from here
     * @throws UncheckedIOException if it cannot be written
     */
    public void save(Path file, String identity) {
        Header header = new Header(
                FORMAT, identity, optimizers.stream().map(OptimizerState::steps).toList());
        boolean interrupted = Thread.interrupted();
        try {
            AtomicFile.write(file, out -> write(header, out));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed.getMessage(), failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(Header header, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(new ZipEntry(RUN));
            zip.write(JSON.writeValueAsBytes(header));
            zip.putNextEntry(new ZipEntry(PLACE));
            zip.write(JSON.writeValueAsBytes(place));
            zip.putNextEntry(new ZipEntry(PARAMETERS));
            Safetensors.write(parameters, zip);
            for (int i = 0; i < optimizers.size(); i++) {
                zip.putNextEntry(new ZipEntry(optimizer(i)));
                Safetensors.write(optimizers.get(i).averages(), zip);
            }
            zip.putNextEntry(new ZipEntry(MEMORY));
            Safetensors.write(memory, zip);
            zip.closeEntry();
        }
    }

    /**
     * The state in a file.
     *
     * @param what such files are of: {@code search}, {@code run}
     * @param type of the place
     * @throws IllegalArgumentException if it is that of another run
     * @throws UncheckedIOException if it cannot be read
     */
    public static <T> JointCheckpoint<T> load(Path file, String what, String identity, Class<T> type) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Header header = JSON.readValue(bytes(zip, RUN), Header.class);
            if (header.format != FORMAT) {
                throw new IOException("its format is " + header.format + ", this Espalier reads " + FORMAT);
            }
            if (!header.identity.equals(identity)) {
                throw new IllegalArgumentException(
                        "%s holds another %s:%n  saved %s%n  now   %s%ndelete it to start over"
                                .formatted(file, what, header.identity, identity));
            }
            List<OptimizerState> optimizers = new ArrayList<>();
            for (int i = 0; i < header.steps.size(); i++) {
                optimizers.add(new OptimizerState(
                        header.steps.get(i), Safetensors.read(bytes(zip, optimizer(i)), optimizer(i))));
            }
            return new JointCheckpoint<>(
                    JSON.readValue(bytes(zip, PLACE), type),
                    Safetensors.read(bytes(zip, PARAMETERS), PARAMETERS),
                    optimizers,
                    Safetensors.read(bytes(zip, MEMORY), MEMORY));
        } catch (IOException damaged) {
            throw new UncheckedIOException(
                    "cannot go on from " + file + ": " + damaged.getMessage() + "; delete it to start over", damaged);
        }
    }

    private static String optimizer(int number) {
        return "optimizer" + number + ".safetensors";
    }

    private static byte[] bytes(ZipFile zip, String entry) throws IOException {
        ZipEntry found = zip.getEntry(entry);
        if (found == null) {
            throw new IOException("it has no " + entry);
        }
        return zip.getInputStream(found).readAllBytes();
    }
}
