package dev.espalier.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Data that cannot be had or cannot be read; the message is one sentence or short list fit to be shown to a user. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DataException(String message) {
        super(message);
    }

    DataException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a file the system does not give; its own messages are often just the name of the file. */
    static DataException unreadable(Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return new DataException(file + " does not exist", failure);
        }
        String reason = failure instanceof AccessDeniedException ? "permission denied" : failure.getMessage();
        return new DataException(file + " cannot be read: " + reason, failure);
    }
}
