package dev.espalier.kernel.protocol;

import dev.espalier.kernel.evaluate.CurrentCell;
import dev.espalier.kernel.evaluate.Input;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.zeromq.ZMQException;

/**
 * Asks the user of a cell for lines, on the stdin channel. A thread of its own does, one question after the other: an
 * interrupt of the cell would close the socket it finds it in.
 */
final class StandardInput implements Runnable {

    private static final int LOOK_MILLIS = 100;

    /** What front ends send for the end of the input: control-D. */
    private static final String END = "\u0004";

    private record Question(Request cell, String prompt, boolean hidden, CompletableFuture<Optional<String>> answer) {}

    private final Channel channel;
    private final BooleanSupplier open;
    private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();

    /**
     * Prepares to ask.
     *
     * @param channel whose {@code receive} waits some tenths of a second at most
     */
    StandardInput(Channel channel, BooleanSupplier open) {
        this.channel = channel;
        this.open = open;
    }

    /** What the cell of an {@code execute_request} asks its user with. */
    Input of(Request cell) {
        return cell.flag("allow_stdin", true)
                ? (prompt, hidden) -> ask(cell, prompt, hidden)
                : Input.refusing("the front end does not allow it (allow_stdin is false)");
    }

    private String ask(Request cell, String prompt, boolean hidden) throws InterruptedException {
        Question question = new Question(cell, prompt, hidden, new CompletableFuture<>());
        questions.add(question);
        try {
            while (true) {
                try {
                    return question.answer()
                            .get(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                            .orElse(null);
                } catch (TimeoutException e) {
                    // Threads a cell has started are not interrupted when it is stopped.
                    if (CurrentCell.stopped()) {
                        throw new InterruptedException();
                    }
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
                }
            }
        } finally {
            question.answer().cancel(false);
        }
    }

    @Override
    public void run() {
        try {
            while (open.getAsBoolean()) {
                Question question = questions.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (question != null) {
                    ask(question);
                }
            }
        } catch (InterruptedException | ZMQException e) {
            // The sockets are gone: the process ends.
        } finally {
            channel.close();
        }
    }

    private void ask(Question question) {
        while (channel.receiveNow().isPresent()) {
            // An answer to a question that nobody waits for any more.
        }
        if (question.answer().isDone()) {
            return;
        }
        channel.send(
                question.cell(),
                MessageType.INPUT_REQUEST,
                Json.object("prompt", question.prompt(), "password", question.hidden()));
        while (open.getAsBoolean() && !question.answer().isDone()) {
            channel.receive()
                    .filter(message -> message.type().equals("input_reply"))
                    .ifPresent(reply -> answer(question, reply));
        }
    }

    private static void answer(Question question, Request reply) {
        try {
            String value = reply.string("value");
            question.answer().complete(value.equals(END) ? Optional.empty() : Optional.of(value));
        } catch (RuntimeException e) {
            question.answer().completeExceptionally(new IllegalStateException("the front end's answer is no text", e));
        }
    }
}
