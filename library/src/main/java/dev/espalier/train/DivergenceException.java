package dev.espalier.train;

/** Training that left the numbers: the loss is infinite or not a number. */
public final class DivergenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DivergenceException(String message) {
        super(message);
    }
}
