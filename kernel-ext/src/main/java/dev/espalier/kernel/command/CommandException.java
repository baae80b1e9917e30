package dev.espalier.kernel.command;

/** Why a command ends without success, in one sentence. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The command did not reach its goal. */
    static final int FAILED = 1;

    /** A cell took longer than it may: the code of {@code timeout}. */
    static final int TIMED_OUT = 124;

    /** The user stopped it: 128 + SIGINT, as shells count. */
    static final int STOPPED = 130;

    private final int exitCode;

    CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
