package dev.espalier.kernel.notebook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** One cell of a notebook. */
public sealed interface Cell {

    /** 1 to 64 letters, digits, hyphens and underscores; unique in the notebook. */
    String id();

    /** What the user wrote, lines separated by {@code \n}. */
    String source();

    /** Plain JSON values, kept as read. */
    Map<String, Object> metadata();

    /** Whether the cell carries a tag, as set in Jupyter's property inspector. */
    default boolean tagged(String tag) {
        return metadata().get("tags") instanceof List<?> tags && tags.contains(tag);
    }

    /** What a valid id looks like. */
    Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    /** An id for a cell that has none: the same for the same place and text, so that rewriting a file is repeatable. */
    static String idFor(int index, String source) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((index + "\n" + source).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /**
     * Java and magics.
     *
     * @param count the number in {@code In [n]}, empty before the cell ran
     */
    record Code(String id, String source, Map<String, Object> metadata, OptionalInt count, List<CellOutput> outputs)
            implements Cell {
        public Code {
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
            outputs = List.copyOf(outputs);
        }

        /** A cell that has not run. */
        public Code(String id, String source, Map<String, Object> metadata) {
            this(id, source, metadata, OptionalInt.empty(), List.of());
        }

        /** This cell as it was before it ran. */
        public Code fresh() {
            return new Code(id, source, metadata);
        }

        /** This cell after it ran as number {@code n}. */
        public Code ran(int n, List<CellOutput> shown) {
            return new Code(id, source, metadata, OptionalInt.of(n), shown);
        }
    }

    /**
     * Text in Markdown.
     *
     * @param attachments file name to (MIME type to content), referred to as {@code attachment:name}
     */
    record Markdown(String id, String source, Map<String, Object> metadata, Map<String, Object> attachments)
            implements Cell {
        public Markdown {
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
            attachments = Collections.unmodifiableMap(new LinkedHashMap<>(attachments));
        }
    }

    /** Text that is neither run nor formatted. */
    record Raw(String id, String source, Map<String, Object> metadata, Map<String, Object> attachments)
            implements Cell {
        public Raw {
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
            attachments = Collections.unmodifiableMap(new LinkedHashMap<>(attachments));
        }
    }
}
