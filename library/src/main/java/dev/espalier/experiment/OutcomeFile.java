package dev.espalier.experiment;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Outcomes on disk, one file for each arm and seed, written when it is done. */
final class OutcomeFile {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private OutcomeFile() {}

    static void write(Path folder, Arm arm, String identity, Done done) {
        ObjectNode json = JSON.createObjectNode();
        json.put("arm", arm.name()).put("seed", arm.seed()).put("identity", identity);
        json.set("done", JSON.valueToTree(done));
        try {
            AtomicFile.write(
                    file(folder, arm),
                    out -> out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * What an arm has come to; empty if it was not run, or was run in other circumstances.
     *
     * @throws UncheckedIOException if the file cannot be read; names it and says what to do
     */
    static Optional<Done> read(Path folder, Arm arm, String identity) {
        Path file = file(folder, arm);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var json = JSON.readTree(file.toFile());
            boolean same = json.path("arm").asText().equals(arm.name())
                    && json.path("seed").asLong() == arm.seed()
                    && json.path("identity").asText().equals(identity);
            return same ? Optional.of(JSON.treeToValue(json.path("done"), Done.class)) : Optional.empty();
        } catch (IOException broken) {
            throw new UncheckedIOException(new IOException(
                    file + " is no outcome of an experiment: "
                            + broken.getMessage().lines().findFirst().orElse("") + "; delete it to run '" + arm.id()
                            + "' again",
                    broken));
        }
    }

    private static Path file(Path folder, Arm arm) {
        return folder.resolve(arm.fileName() + ".json");
    }
}
