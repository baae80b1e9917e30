package dev.espalier.kernel.bench;

/** Why an engine cannot take part, in one phrase. */
public final class PeerException extends Exception {
    private static final long serialVersionUID = 1;

    PeerException(String message, Throwable cause) {
        super(message, cause);
    }
}
