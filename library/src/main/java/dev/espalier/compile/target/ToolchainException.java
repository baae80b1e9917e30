package dev.espalier.compile.target;

/** There is no compiler, or it refused. The message is one sentence, with the compiler's own first lines if it said any. */
public final class ToolchainException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ToolchainException(String message) {
        super(message);
    }
}
