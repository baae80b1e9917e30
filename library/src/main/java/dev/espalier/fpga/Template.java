package dev.espalier.fpga;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Verilog with names in {@code ${...}} to be filled in, kept beside this class. */
enum Template {
    PE_FIXED,
    PE_POWER_OF_TWO,
    PE_SUM_OF_POWERS,
    ADDER_TREE,
    ROW,
    CORE,
    CORE_ROWS,
    PE_BENCH,
    CORE_BENCH,
    ALL_BENCHES;

    private static final Pattern NAME = Pattern.compile("\\$\\{(\\w+)}");

    /** The text with every name replaced by its value. */
    String fill(Map<String, ?> values) {
        return NAME.matcher(text()).replaceAll(name -> {
            Object value = values.get(name.group(1));
            if (value == null) {
                throw new IllegalStateException("template " + this + " needs a value for " + name.group(1));
            }
            return Matcher.quoteReplacement(value.toString());
        });
    }

    private String text() {
        String file = name().toLowerCase(Locale.ROOT) + ".v";
        try (InputStream in = Template.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }
}
