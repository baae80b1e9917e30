package dev.espalier.budget;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.data.Dataset;
import dev.espalier.model.AtomicFile;
import dev.espalier.model.Seed;
import dev.espalier.train.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Points of sensitivity curves, each kept in a file as soon as it is measured. */
final class MeasuredPoints {

    private static final int FORMAT = 1;
    private static final String RECALIBRATION = "recalibration";
    private static final String NONE = "none";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Optional<Path> file;
    private final Map<String, String> identity;
    private final Map<Map<String, Double>, Point> points = new LinkedHashMap<>();

    /** One point in the file: where the dials stood, and what came of it. */
    private record Entry(Map<String, Double> keeps, Point point) {}

    private record Content(int format, Map<String, String> of, List<Entry> points) {}

    private MeasuredPoints(Optional<Path> file, Map<String, String> identity) {
        this.file = file;
        this.identity = identity;
    }

    /**
     * Everything two measurements must share for their points to be of one curve.
     *
     * @param images what judges
     * @param fitting what gives running statistics; empty if they stay
     * @param seed that drew it
     */
    static Map<String, String> identity(Dials dials, Dataset images, Optional<Dataset> fitting, Seed seed) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("model", Digest.of(dials.model().parameters()));
        identity.put("method", dials.method());
        identity.put("images", described(images));
        identity.put("files", images.provenance().sha256().toString());
        identity.put(
                RECALIBRATION,
                fitting.map(drawn -> described(drawn) + " by seed " + seed.value())
                        .orElse(NONE));
        return identity;
    }

    private static String described(Dataset images) {
        return images.size() + " of " + images.title() + " "
                + images.provenance().selection();
    }

    /**
     * The points of a file, none if there is no file yet.
     *
     * @throws IllegalArgumentException if they are of something else
     * @throws UncheckedIOException if it cannot be read
     */
    static MeasuredPoints open(Optional<Path> file, Map<String, String> identity) {
        MeasuredPoints measured = new MeasuredPoints(file, identity);
        if (file.isPresent() && Files.exists(file.get())) {
            for (Entry entry : read(file.get(), identity).points()) {
                measured.points.put(entry.keeps(), entry.point());
            }
        }
        return measured;
    }

    private static Content read(Path file, Map<String, String> identity) {
        Content content;
        try {
            content = JSON.readValue(Files.readAllBytes(file), Content.class);
        } catch (JacksonException damaged) {
            throw new IllegalArgumentException(
                    file + " holds no measured points (" + damaged.getOriginalMessage() + "); name another file",
                    damaged);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
        if (content.format() != FORMAT) {
            throw new IllegalArgumentException(
                    file + " has format " + content.format() + ", this Espalier reads " + FORMAT);
        }
        identity.forEach((what, now) -> {
            // Files from before there was recalibration do not speak of it.
            String saved = content.of().getOrDefault(what, what.equals(RECALIBRATION) ? NONE : null);
            if (!now.equals(saved)) {
                throw new IllegalArgumentException(
                        "the points in %s were measured with another %s:%n  saved %s%n  now  "
                                        .formatted(file, what, saved)
                                + " " + now + System.lineSeparator()
                                + "delete it, or name another file");
            }
        });
        return content;
    }

    Optional<Point> find(Map<String, Double> keeps) {
        return Optional.ofNullable(points.get(keeps));
    }

    void add(Map<String, Double> keeps, Point point) {
        points.put(keeps, point);
        if (file.isEmpty()) {
            return;
        }
        List<Entry> entries = new ArrayList<>();
        points.forEach((at, measured) -> entries.add(new Entry(at, measured)));
        try {
            byte[] json = JSON.writeValueAsBytes(new Content(FORMAT, identity, entries));
            AtomicFile.write(file.get(), out -> out.write(json));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed.getMessage(), failed);
        }
    }
}
