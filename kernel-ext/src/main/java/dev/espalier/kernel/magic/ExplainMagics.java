package dev.espalier.kernel.magic;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code %magic}. */
final class ExplainMagics implements Magic {

    private static final Schema SCHEMA = Schema.line(
                    "magic", "explains how magics are written, and each of them", Guide.class)
            .examples("%magic");

    private final Supplier<List<Schema>> all;

    ExplainMagics(Supplier<List<Schema>> all) {
        this.all = all;
    }

    /** The whole manual of a session's magics. */
    public record Guide(List<Schema> schemas) {

        public Guide {
            schemas = List.copyOf(schemas);
        }

        @Override
        public String toString() {
            return schemas.stream().map(Usage::text).collect(Collectors.joining("\n\n", INTRODUCTION + "\n\n", ""));
        }
    }

    private static final String INTRODUCTION =
            """
            Magics are commands between lines of Java.

            %name WORDS          a line of its own; the value is shown unless a semicolon ends the line
            var x = %name WORDS  the value goes to a variable
            %%name WORDS         on the first line of a cell: takes the rest of the cell
            !COMMAND             a line for the shell; var lines = %sx COMMAND keeps what it prints
            %name?               explains one; Tab completes names, options and values
            Words with blanks are quoted: 'two words'. // starts a comment; a backslash at the end joins the next line.
            Magics.define("hello", words -> "Hello " + words) adds one of your own.""";

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Object run(Arguments arguments, Context context) {
        return new Guide(all.get());
    }
}
