package dev.espalier.kernel.extension;

import dev.espalier.kernel.evaluate.Evaluation;
import dev.espalier.kernel.evaluate.Evaluator;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.evaluate.Variable;
import dev.espalier.kernel.magic.JavaSession;
import dev.espalier.kernel.magic.Variables;
import dev.espalier.kernel.render.MimeBundle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.lang.model.SourceVersion;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/** The kernel this library is a guest of, as magics see it. It evaluates expressions; what it has declared it does not tell. */
record Host(BaseKernel kernel) implements JavaSession, Variables {

    @Override
    public Optional<Object> find(String name) {
        if (!SourceVersion.isIdentifier(name) || SourceVersion.isKeyword(name)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(kernel.evalRaw(name));
        } catch (RuntimeException undefined) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> names() {
        return List.of();
    }

    @Override
    public Evaluation run(String code, Output output) {
        Object value = kernel.evalRaw(code);
        return new Evaluation(value, value != null, List.of());
    }

    @Override
    public Duration compileTime() {
        return Duration.ZERO;
    }

    @Override
    public List<Variable> variables() {
        return List.of();
    }

    @Override
    public void bind(String name, Object value, Class<?> type) {
        throw notHere("give a variable a value");
    }

    @Override
    public List<String> forget(Predicate<String> which) {
        throw notHere("forget variables");
    }

    @Override
    public void addToClassPath(List<Path> entries) {
        throw notHere("extend the class path");
    }

    private static UnsupportedOperationException notHere(String what) {
        return new UnsupportedOperationException("as a guest of another kernel this magic cannot " + what
                + "; use the magics of that kernel, or the kernel \"Java (Espalier)\"");
    }

    @Override
    public List<Path> classPath() {
        return Evaluator.classPath();
    }

    /** Where the running cell shows things. */
    Output output() {
        return new Shown(kernel);
    }

    private record Shown(BaseKernel kernel) implements Output {

        @Override
        public void print(Channel channel, String text) {
            (channel == Channel.STDOUT ? System.out : System.err).print(text);
        }

        @Override
        public void display(MimeBundle value, String displayId) {
            DisplayData data = data(value);
            if (displayId != null) {
                data.setDisplayId(displayId);
            }
            kernel.display(data);
        }

        @Override
        public void update(MimeBundle value, String displayId) {
            kernel.getIO().display.updateDisplay(displayId, data(value));
        }

        @Override
        public void clear(boolean wait) {
            // The base has no way to ask for it.
        }

        private static DisplayData data(MimeBundle value) {
            DisplayData data = new DisplayData();
            value.data().forEach(data::putData);
            return data;
        }
    }
}
