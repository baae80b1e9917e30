package dev.espalier.experiment;

/** An arm of an experiment failed. */
public final class ExperimentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ExperimentException(String message, Throwable cause) {
        super(message, cause);
    }
}
