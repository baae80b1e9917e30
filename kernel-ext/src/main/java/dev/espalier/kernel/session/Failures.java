package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.EvaluationException;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.session.CellResult.Failure;
import dev.espalier.kernel.session.CellResult.Interrupted;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** What a user is told about a throwable: one sentence, and more only where it helps. */
final class Failures {

    private Failures() {}

    static CellResult of(Throwable thrown) {
        if (thrown instanceof EvaluationException.Interrupted
                || thrown instanceof InterruptedException
                || thrown instanceof CancellationException) {
            return new Interrupted();
        }
        if (thrown instanceof EvaluationException evaluation) {
            return new Failure(evaluation.name(), evaluation.getMessage(), evaluation.traceback());
        }
        if (thrown instanceof MagicException magic) {
            List<String> lines = new ArrayList<>(List.of(magic.getMessage()));
            magic.usage().lines().forEach(lines::add);
            return new Failure(magic.kind(), magic.getMessage(), lines);
        }
        String sentence = sentence(thrown);
        return new Failure(thrown.getClass().getName(), sentence, List.of(sentence));
    }

    private static String sentence(Throwable thrown) {
        String message = thrown.getMessage();
        if (thrown instanceof OutOfMemoryError) {
            return "The memory of this kernel is used up (" + message
                    + "); drop variables that hold large values, or start it with a larger -Xmx";
        }
        if (thrown instanceof NoSuchFileException) {
            return "There is no file " + message;
        }
        if (thrown instanceof AccessDeniedException) {
            return "Access to " + message + " is denied";
        }
        // The messages of these are file names; of the exceptions below, sentences.
        if (thrown instanceof FileSystemException || message == null || message.isBlank() || isDefect(thrown)) {
            return thrown + place(thrown);
        }
        return message;
    }

    /** Exceptions that say nothing about what the user did. */
    private static boolean isDefect(Throwable thrown) {
        return thrown instanceof Error
                || thrown instanceof NullPointerException
                || thrown instanceof IndexOutOfBoundsException
                || thrown instanceof ClassCastException;
    }

    private static String place(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        return stack.length == 0 ? "" : " at " + stack[0];
    }
}
