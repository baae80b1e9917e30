package dev.espalier.kernel.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What a failure means, in one sentence for people. */
final class Sentence {
    private Sentence() {}

    /** Why the file system refused, without saying what: that is the caller's to say. */
    static String reason(IOException refused) {
        if (refused instanceof AccessDeniedException) {
            return "permission denied";
        } else if (refused instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        } else if (refused instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return refused instanceof NoSuchFileException ? "the place does not allow it" : of(refused);
    }

    static String of(Throwable failure) {
        if (failure instanceof NoSuchFileException absent) {
            return "there is no file " + absent.getFile();
        } else if (failure instanceof AccessDeniedException denied) {
            return "no permission to use " + denied.getFile();
        } else if (failure instanceof NotDirectoryException file) {
            return file.getFile() + " is no directory";
        } else if (failure instanceof FileSystemException system && system.getReason() != null) {
            return system.getFile() + ": " + system.getReason();
        } else if (failure instanceof OutOfMemoryError) {
            return "the memory is used up (" + failure.getMessage()
                    + "); give the program more with ESPALIER_JAVA_OPTS=-Xmx8g";
        }
        String message = failure.getMessage();
        if (message != null && !message.isBlank()) {
            return message.lines().findFirst().orElse(message);
        }
        return failure.getClass().getSimpleName() + " without further words; --debug shows where it comes from";
    }
}
