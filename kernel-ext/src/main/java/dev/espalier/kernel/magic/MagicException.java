package dev.espalier.kernel.magic;

/** A magic that cannot be run as it is written. The message is one sentence; the usage shows how it is written right. */
public final class MagicException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String kind;
    private final String usage;

    /**
     * @param kind {@code UnknownMagic}, {@code MagicUsage} or {@code MagicPlace}
     * @param message one sentence
     * @param usage lines that help, or empty
     */
    public MagicException(String kind, String message, String usage) {
        super(message);
        this.kind = kind;
        this.usage = usage;
    }

    /** A call that does not fit its schema; the message is what is wrong, without the magic's name. */
    public static MagicException usage(Schema schema, String message) {
        String example = schema.examples().isEmpty()
                ? ""
                : "\nExample: " + schema.examples().get(0);
        return new MagicException(
                "MagicUsage", schema.call() + ": " + message, "Usage: " + Usage.lines(schema) + example);
    }

    /** What kind of mistake it is, in one word. */
    public String kind() {
        return kind;
    }

    /** How the magic is written, with an example; may be empty. */
    public String usage() {
        return usage;
    }
}
