package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.Evaluation;
import dev.espalier.kernel.evaluate.Evaluator;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.evaluate.Variable;
import dev.espalier.kernel.magic.JavaSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What magics may do with the Java of a session. */
final class CellJava implements JavaSession {

    /** Runs code as a part of a cell. */
    @FunctionalInterface
    interface Code {
        Evaluation run(String code, Output output) throws Exception;
    }

    private final Evaluator evaluator;
    private final Code code;
    private final List<Path> added = new ArrayList<>();

    CellJava(Evaluator evaluator, Code code) {
        this.evaluator = evaluator;
        this.code = code;
    }

    @Override
    public Evaluation run(String java, Output output) throws Exception {
        return evaluator.within(output, () -> code.run(java, output));
    }

    @Override
    public Duration compileTime() {
        return evaluator.compileTime();
    }

    @Override
    public List<Variable> variables() {
        return evaluator.variables();
    }

    @Override
    public void bind(String name, Object value, Class<?> type) {
        evaluator.bind(name, value, type);
    }

    @Override
    public List<String> forget(Predicate<String> which) {
        return evaluator.forget(which);
    }

    @Override
    public synchronized void addToClassPath(List<Path> entries) {
        for (Path entry : entries) {
            evaluator.addToClassPath(entry);
            added.add(entry);
        }
    }

    @Override
    public synchronized List<Path> classPath() {
        List<Path> all = new ArrayList<>(Evaluator.classPath());
        all.addAll(added);
        return all;
    }
}
