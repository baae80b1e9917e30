package dev.espalier.kernel.notebook;

import java.io.IOException;

/** A file that is not the notebook or script it should be; the message says where and what was expected. */
public final class NotebookException extends IOException {
    private static final long serialVersionUID = 1;

    public NotebookException(String message) {
        super(message);
    }
}
