package dev.espalier.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where a dataset comes from, so that a number measured on it can be traced to bytes.
 *
 * @param place where it was found, for people: a directory, an archive, an address
 * @param sha256 SHA-256 in lower-case hex by file name; of what a file holds once unpacked, because the same images
 *     circulate in differently compressed files
 * @param excerpt whether this is a small part standing in for the full set: numbers measured on it are not comparable
 * @param notes what a reader should know, such as files that were ignored
 * @param selection what was selected from the loaded set since, in order, such as {@code "take(1000)"}
 */
public record Provenance(
        String place, Map<String, String> sha256, boolean excerpt, List<String> notes, List<String> selection) {

    public Provenance {
        Objects.requireNonNull(place, "place");
        sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
        notes = List.copyOf(notes);
        selection = List.copyOf(selection);
    }

    /** A whole set found in one place. */
    public static Provenance of(String place, Map<String, String> sha256) {
        return new Provenance(place, sha256, false, List.of(), List.of());
    }

    /**
     * What decides on numbers measured on it, as text: the bytes and what was selected from them, not where they were found; of
     * data that was made, how.
     */
    public String identity() {
        return (sha256.isEmpty() ? place : "sha256 " + sha256) + " " + selection;
    }

    /** This with one more step of selection. */
    Provenance selected(String step) {
        return new Provenance(place, sha256, excerpt, notes, appended(selection, step));
    }

    /** This with one more note. */
    Provenance noted(String note) {
        return new Provenance(place, sha256, excerpt, appended(notes, note), selection);
    }

    /** This marked as an excerpt. */
    Provenance asExcerpt() {
        return new Provenance(place, sha256, true, notes, selection);
    }

    private static List<String> appended(List<String> list, String last) {
        List<String> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
