package dev.espalier.compile.latency;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Latency tables in files: JSON with a format number, the setting, and the recordings. */
final class LatencyFile {

    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private record Content(int format, Setting setting, Map<String, Recording> recordings) {}

    private LatencyFile() {}

    static void write(LatencyTable table, Path file) throws IOException {
        byte[] json = JSON.writeValueAsBytes(new Content(FORMAT, table.setting(), table.recordings()));
        AtomicFile.write(file, out -> out.write(json));
    }

    static LatencyTable read(Path file, boolean ofThisMachine) throws IOException {
        Content content;
        try {
            content = JSON.readValue(Files.readAllBytes(file), Content.class);
        } catch (JacksonException damaged) {
            throw new IllegalArgumentException(
                    file + " is no table of latencies: " + damaged.getOriginalMessage(), damaged);
        }
        if (content.format() != FORMAT) {
            throw new IllegalArgumentException(
                    file + " has format " + content.format() + ", this Espalier reads " + FORMAT);
        }
        if (ofThisMachine) {
            Setting here = Setting.of(content.setting().compiling());
            content.setting().differences(here).entrySet().stream().findFirst().ifPresent(difference -> {
                throw new IllegalArgumentException(
                        "the latencies in %s were taken with another %s, '%s', and here it is '%s'; "
                                        .formatted(
                                                file,
                                                difference.getKey(),
                                                difference.getValue()[0],
                                                difference.getValue()[1])
                                + "record them again on this machine");
            });
        }
        return new LatencyTable(content.setting(), content.recordings());
    }
}
