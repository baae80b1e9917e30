package dev.espalier.kernel.evaluate;

import dev.espalier.kernel.render.MimeBundle;

/**
 * Where a running cell shows things: a Jupyter front end, a notebook file being written, a terminal. Safe to call from
 * any thread.
 */
public interface Output {

    /** What a cell printed. */
    void print(Channel channel, String text);

    /** Shows a value; one with a display id can be updated later. */
    void display(MimeBundle value, String displayId);

    /** Replaces what was shown under a display id, wherever it was shown. */
    void update(MimeBundle value, String displayId);

    /** Removes what the cell has shown so far, at once or when the next output comes. */
    void clear(boolean wait);

    /**
     * Puts a text into a cell of the front end, to be changed and run.
     *
     * @param replace into the running cell; otherwise into a new one below it
     * @return whether there is a front end that does so
     */
    default boolean offerCell(String text, boolean replace) {
        return false;
    }

    /** What a cell that shows things here asks its user with. */
    default Input input() {
        return Input.NOBODY;
    }

    /** The two streams of a process. */
    enum Channel {
        STDOUT,
        STDERR
    }
}
