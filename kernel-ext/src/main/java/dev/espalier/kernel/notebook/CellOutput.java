package dev.espalier.kernel.notebook;

import dev.espalier.kernel.evaluate.Output;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One thing a code cell has shown. */
public sealed interface CellOutput {

    /** Printed text. */
    record Stream(Output.Channel channel, String text) implements CellOutput {}

    /** A shown value that carries its representations. */
    sealed interface Shown extends CellOutput {
        /** MIME type to text (binary types: Base64), or to a JSON value for JSON types. */
        Map<String, Object> data();

        /** Plain JSON values, kept as read. */
        Map<String, Object> metadata();
    }

    /** Something the cell displayed. */
    record Display(Map<String, Object> data, Map<String, Object> metadata) implements Shown {
        public Display {
            data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
    }

    /** The value of the cell itself, shown as {@code Out [count]}. */
    record Result(int count, Map<String, Object> data, Map<String, Object> metadata) implements Shown {
        public Result {
            data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
    }

    /**
     * Why the cell failed.
     *
     * @param traceback lines, may contain ANSI colours
     */
    record Failure(String name, String message, List<String> traceback) implements CellOutput {
        public Failure {
            traceback = List.copyOf(traceback);
        }
    }
}
