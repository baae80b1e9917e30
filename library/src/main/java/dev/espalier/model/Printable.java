package dev.espalier.model;

/** Text that came from a file, made fit for a message: on one line, without characters that steer terminals, and not endless. */
public final class Printable {

    private static final int LONGEST = 2000;

    private Printable() {}

    /** The text with control characters written as {@code \\u001b}, cut where it gets too long. */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder();
        text.chars()
                .limit(LONGEST)
                .forEach(character -> printable.append(
                        Character.isISOControl(character)
                                ? String.format("\\u%04x", character)
                                : String.valueOf((char) character)));
        return text.length() > LONGEST ? printable + "…" : printable.toString();
    }
}
