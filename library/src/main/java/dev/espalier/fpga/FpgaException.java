package dev.espalier.fpga;

/** A tool is missing or did not do what it should; the message says which, and what helps. */
public final class FpgaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FpgaException(String message) {
        super(message);
    }
}
