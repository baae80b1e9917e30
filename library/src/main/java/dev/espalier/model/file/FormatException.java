package dev.espalier.model.file;

/** Content that is no model; the message starts with the place within the file. */
final class FormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FormatException(String message) {
        super(message);
    }

    FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
