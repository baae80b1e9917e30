package dev.espalier.experiment;

import java.util.Optional;

/**
 * What a paper says of a quantity.
 *
 * @param text its words or number
 * @param source where it stands in the paper: a table, a figure, a section
 */
public record Quote(String text, String source) {

    private static final String UNKNOWN = "not found";

    /** Of a quantity for which the paper has no number that can be read. */
    public static final Quote NOT_FOUND = new Quote(UNKNOWN, "");

    /** The source, if there is one. */
    public Optional<String> where() {
        return Optional.of(source).filter(text -> !text.isEmpty());
    }

    @Override
    public String toString() {
        return where().map(place -> text + " (" + place + ")").orElse(text);
    }
}
