package dev.espalier.tfjs;

/** Content that is no model, or none that can be had here; the message starts with the place within the file. */
final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Malformed(String message) {
        super(message);
    }

    Malformed(String message, Throwable cause) {
        super(message, cause);
    }
}
