package dev.espalier.kernel.evaluate;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Cells of one session for each class of tests. */
abstract class Cells {

    static Evaluator java;

    @BeforeAll
    static void start() {
        java = new Evaluator(Options.defaults());
    }

    @AfterAll
    static void end() {
        java.close();
    }

    static Evaluation run(String text) throws EvaluationException {
        return java.evaluate(text, new RecordedOutput());
    }

    static EvaluationException.Compilation refused(String text) {
        return catchThrowableOfType(EvaluationException.Compilation.class, () -> run(text));
    }

    static EvaluationException.Runtime thrown(String text) {
        return catchThrowableOfType(EvaluationException.Runtime.class, () -> run(text));
    }
}
