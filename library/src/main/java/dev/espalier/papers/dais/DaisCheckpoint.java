package dev.espalier.papers.dais;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.espalier.model.AtomicFile;
import dev.espalier.model.Safetensors;
import dev.espalier.train.OptimizerState;
import dev.espalier.train.ParameterStore;
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
 * A search between two epochs in a file: a zip of {@code search.json}, the weights and indicators, and the averages of both
 * optimizers. Orders of images follow from seed and epoch, so that nothing else is needed to go on bit for bit.
 *
 * @param format {@value #FORMAT}
 * @param identity of the search, the network and the data, as text
 * @param steps that each optimizer has done
 * @param epochs that are done
 */
record DaisCheckpoint(int format, String identity, List<Long> steps, List<Searched.Epoch> epochs) {

    private static final int FORMAT = 1;
    private static final String SEARCH = "search.json";
    private static final String PARAMETERS = "parameters.safetensors";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What a file holds. */
    record Saved(List<Searched.Epoch> epochs, Map<String, INDArray> parameters, List<OptimizerState> optimizers) {}

    static void save(
            Path file,
            String identity,
            List<OptimizerState> optimizers,
            ParameterStore parameters,
            List<Searched.Epoch> epochs) {
        DaisCheckpoint search = new DaisCheckpoint(
                FORMAT, identity, optimizers.stream().map(OptimizerState::steps).toList(), epochs);
        try {
            AtomicFile.write(file, out -> write(search, optimizers, parameters, out));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed.getMessage(), failed);
        }
    }

    private static void write(
            DaisCheckpoint search, List<OptimizerState> optimizers, ParameterStore parameters, OutputStream out)
            throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(new ZipEntry(SEARCH));
            zip.write(JSON.writeValueAsBytes(search));
            zip.putNextEntry(new ZipEntry(PARAMETERS));
            Safetensors.write(parameters.snapshot().arrays(), zip);
            for (int i = 0; i < optimizers.size(); i++) {
                zip.putNextEntry(new ZipEntry(optimizer(i)));
                Safetensors.write(optimizers.get(i).averages(), zip);
            }
            zip.closeEntry();
        }
    }

    /**
     * The state in a file.
     *
     * @throws IllegalArgumentException if it is that of another search
     * @throws UncheckedIOException if it cannot be read
     */
    static Saved load(Path file, String identity) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            DaisCheckpoint search = JSON.readValue(bytes(zip, SEARCH), DaisCheckpoint.class);
            if (search.format != FORMAT) {
                throw new IOException("its format is " + search.format + ", this Espalier reads " + FORMAT);
            }
            if (!search.identity.equals(identity)) {
                throw new IllegalArgumentException(
                        "%s holds another search:%n  saved %s%n  now   %s%ndelete it to start over"
                                .formatted(file, search.identity, identity));
            }
            List<OptimizerState> optimizers = new ArrayList<>();
            for (int i = 0; i < search.steps.size(); i++) {
                optimizers.add(new OptimizerState(
                        search.steps.get(i), Safetensors.read(bytes(zip, optimizer(i)), optimizer(i))));
            }
            return new Saved(search.epochs, Safetensors.read(bytes(zip, PARAMETERS), PARAMETERS), optimizers);
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
