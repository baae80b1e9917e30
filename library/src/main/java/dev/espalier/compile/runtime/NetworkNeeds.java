package dev.espalier.compile.runtime;

import java.util.List;

/**
 * The memory a generated network works with, in single-precision numbers.
 *
 * @param arena working memory of all threads; zeros before the first run
 * @param scratch private memory of each thread, a multiple of 16
 * @param inputs sizes of what the caller brings
 * @param outputs sizes of what the caller gets
 */
public record NetworkNeeds(long arena, long scratch, List<Long> inputs, List<Long> outputs) {

    public NetworkNeeds {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
