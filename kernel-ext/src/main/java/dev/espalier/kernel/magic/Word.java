package dev.espalier.kernel.magic;

/**
 * One word of a magic's line.
 *
 * @param text without quotes and escapes
 * @param start where it starts in the text it was read from
 * @param end where it ends
 * @param quoted whether it starts with a quote and so is never an option
 */
public record Word(String text, int start, int end, boolean quoted) {

    /** Whether it names an option. */
    public boolean isOption() {
        return !quoted && text.startsWith("--") && text.length() > 2;
    }
}
