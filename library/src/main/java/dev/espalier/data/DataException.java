package dev.espalier.data;

/** Data that cannot be had or cannot be read; the message is one sentence or short list fit to be shown to a user. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DataException(String message) {
        super(message);
    }

    DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
