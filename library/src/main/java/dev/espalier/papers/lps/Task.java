package dev.espalier.papers.lps;

import dev.espalier.data.Split;
import java.util.Objects;

/**
 * One of several things that a network learns one after the other. Which one an image belongs to is known when it is judged.
 *
 * @param name for people
 * @param data its images; its classes are its own
 */
public record Task(String name, Split data) {

    public Task {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(data, "data");
    }

    /** How many classes it has. */
    int classes() {
        return data.train().classNames().size();
    }
}
