package dev.espalier.kernel.magic;

import dev.espalier.kernel.evaluate.Evaluation;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.evaluate.Variable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The Java of a session, as magics may use it. */
public interface JavaSession {

    /**
     * Runs Java and magics as a part of the cell that is running.
     *
     * @return the value of the last expression, not shown
     * @throws Exception as the code does, or because it does not compile; an {@link InterruptedException} if the user
     *     stopped it
     */
    Evaluation run(String code, Output output) throws Exception;

    /** The time spent so far on compiling what was run, since the session was opened. */
    Duration compileTime();

    /** The variables that were declared, in order. */
    List<Variable> variables();

    /** Declares a variable of a public type. */
    void bind(String name, Object value, Class<?> type);

    /** Forgets variables, methods and classes of certain names; returns the names. */
    List<String> forget(Predicate<String> which);

    /** Lets later code use the classes of jars and directories. */
    void addToClassPath(List<Path> entries);

    /** The jars and directories whose classes code can use. */
    List<Path> classPath();
}
