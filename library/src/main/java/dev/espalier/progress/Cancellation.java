package dev.espalier.progress;

/**
 * How a long job learns that its user wants it to stop. Jobs poll it between steps, save what they have, and end
 * normally with what is finished so far, or with {@link java.util.concurrent.CancellationException} where half a result
 * has no meaning.
 */
@FunctionalInterface
public interface Cancellation {

    /** Never asks to stop. */
    Cancellation NEVER = () -> false;

    /** Stops when the current thread is interrupted; leaves the interrupt flag as it is. */
    Cancellation ON_INTERRUPT = () -> Thread.currentThread().isInterrupted();

    /** Whether the job should stop now. */
    boolean requested();
}
