package dev.espalier.compile.kernel;

import java.util.Optional;

/**
 * Which rows of its image each row of a task's result reads: row r those from {@code r stride - top}, so many of them. What
 * lies outside of the image are zeros.
 *
 * @param rows of the result
 * @param stride from what a row reads to what the next one reads
 * @param top rows that the first one reads above the image
 * @param reach rows that one row reads
 */
public record RowWindow(int rows, int stride, int top, int reach) {

    /** The window of a task whose first input is an image; empty if its rows are not computed one by one. */
    public static Optional<RowWindow> of(Task task) {
        if (task instanceof Convolution conv) {
            return Optional.of(new RowWindow(
                    conv.outSize().height(),
                    conv.stride().height(),
                    conv.top(),
                    conv.reach().height()));
        }
        return Optional.empty();
    }
}
