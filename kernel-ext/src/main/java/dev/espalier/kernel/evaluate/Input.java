package dev.espalier.kernel.evaluate;

/** Asks the user of a running cell for a line. */
@FunctionalInterface
public interface Input {

    /** Where a cell runs without a front end, as in headless runs. */
    Input NOBODY = refusing("it runs without a front end. Give it the value as a parameter or a file");

    /**
     * Waits for a line.
     *
     * @param prompt what the user is asked; may be empty
     * @param hidden whether what is typed must not be seen
     * @return the line without its end; null where the user has ended the input
     * @throws IllegalStateException where nobody can be asked; the message is a sentence
     * @throws InterruptedException when the cell is stopped meanwhile
     */
    String line(String prompt, boolean hidden) throws InterruptedException;

    /** Input that is always refused. */
    static Input refusing(String reason) {
        return (prompt, hidden) -> {
            throw new IllegalStateException("the cell asks for input, but there is no one to ask: " + reason);
        };
    }
}
