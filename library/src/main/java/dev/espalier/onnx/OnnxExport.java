package dev.espalier.onnx;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A model that was written.
 *
 * @param file it is in
 * @param data the file beside it that holds the weights, if they are not inside
 * @param operators how many nodes there are of each operator of ONNX, by its name
 * @param bytes of all files
 * @param notes what others should know of the file, a sentence each
 */
public record OnnxExport(
        Path file, Optional<Path> data, Map<String, Integer> operators, long bytes, List<String> notes) {

    public OnnxExport {
        operators = Collections.unmodifiableMap(new LinkedHashMap<>(operators));
        notes = List.copyOf(notes);
    }

    /** How many nodes there are. */
    public int nodes() {
        return operators.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Size and operators, frequent ones first, and a line for each note. */
    @Override
    public String toString() {
        String counts = operators.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s%s: %,d bytes, %,d nodes of operator set %d%s",
                file,
                data.map(path -> " with " + path.getFileName()).orElse(""),
                bytes,
                nodes(),
                OnnxWriter.OPERATOR_SET,
                counts.isEmpty() ? "" : "\n" + counts));
        notes.forEach(note -> text.append("\nnote: ").append(note));
        return text.toString();
    }
}
