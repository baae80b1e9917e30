package dev.espalier.kernel.evaluate;

import java.util.List;

/** Why a piece of Java did not end well. The message is one sentence without the place. */
public abstract sealed class EvaluationException extends Exception {

    private final List<String> traceback;

    private EvaluationException(String message, Throwable cause, List<String> traceback) {
        super(message, cause, false, false);
        this.traceback = List.copyOf(traceback);
    }

    /** What kind of failure: {@code CompilationError}, {@code Interrupted}, or the class of the user's exception. */
    public abstract String name();

    /** The whole story for people, line by line: message, place, source, stack. Plain text. */
    public final List<String> traceback() {
        return traceback;
    }

    /** The compiler refused it. Nothing of the snippet in question has run; snippets before it may have. */
    public static final class Compilation extends EvaluationException {

        private final List<Problem> problems;

        Compilation(List<Problem> problems) {
            super(
                    problems.get(0).message(),
                    null,
                    problems.stream().flatMap(p -> p.lines().stream()).toList());
            this.problems = List.copyOf(problems);
        }

        /** Everything the compiler found in the snippet, at least one. */
        public List<Problem> problems() {
            return problems;
        }

        @Override
        public String name() {
            return "CompilationError";
        }
    }

    /** It threw. The cause is the very object that was thrown. */
    public static final class Runtime extends EvaluationException {

        Runtime(String message, Throwable thrown, List<String> traceback) {
            super(message, thrown, traceback);
        }

        @Override
        public String name() {
            return getCause().getClass().getName();
        }
    }

    /** The user stopped it. What had been finished before is kept. */
    public static final class Interrupted extends EvaluationException {

        Interrupted() {
            super("stopped by the user", null, List.of("Interrupted: stopped by the user"));
        }

        @Override
        public String name() {
            return "Interrupted";
        }
    }
}
