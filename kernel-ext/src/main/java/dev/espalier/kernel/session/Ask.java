package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.CurrentCell;

/**
 * What Java cells call to ask their user. Imported statically into every cell. A {@link java.util.Scanner} or a reader
 * over {@link System#in} asks too, whenever it wants another line.
 */
public final class Ask {

    private Ask() {}

    /** A line from the user; null where the user has ended the input. */
    public static String input() {
        return input("");
    }

    /**
     * A line from the user; null where the user has ended the input.
     *
     * @param prompt what the front end shows beside the field to type in
     * @throws IllegalStateException where there is no one to ask, as in headless runs
     */
    public static String input(String prompt) {
        return CurrentCell.ask(prompt, false);
    }

    /** A password from the user. */
    public static String getpass() {
        return getpass("Password: ");
    }

    /** What {@link #input(String)} does, but nobody sees what is typed, and no notebook keeps it. */
    public static String getpass(String prompt) {
        return CurrentCell.ask(prompt, true);
    }
}
