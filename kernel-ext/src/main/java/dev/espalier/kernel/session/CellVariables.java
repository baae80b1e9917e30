package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.Completeness.State;
import dev.espalier.kernel.evaluate.CurrentCell;
import dev.espalier.kernel.evaluate.EvaluationException;
import dev.espalier.kernel.evaluate.Evaluator;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.evaluate.Variable;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Surroundings;
import dev.espalier.kernel.magic.Variables;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;

/** What the Java cells have declared, for the words of magics. */
record CellVariables(Evaluator evaluator, Surroundings surroundings) implements Variables {

    /** What in braces is a name, or means something to shells and their programs: {@code a{3}}. */
    private static final Pattern NOT_MEANT =
            Pattern.compile("\\s*|\\d+|\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*");

    private static final Pattern LITERAL = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");

    /** An assignment, or two words side by side: {@code awk '{n += $1} END {print n}'}. */
    private static final Pattern OTHER = Pattern.compile("(?<![=!<>])=(?!=)|<<=|>>=|\\+\\+|--"
            + "|(?<![\\w$])(?!new\\b|instanceof\\b)[\\w$]+\\s+(?!instanceof\\b)[\\w$]");

    @Override
    public Optional<Object> find(String name) {
        return evaluator.variable(name);
    }

    @Override
    public List<String> names() {
        return evaluator.variables().stream().map(Variable::name).toList();
    }

    @Override
    public Optional<String> valueOf(String expression) {
        if (NOT_MEANT.matcher(expression).matches()) {
            return Variables.super.valueOf(expression);
        }
        Optional<Output> output = CurrentCell.output();
        String code = LITERAL.matcher(expression).replaceAll("x");
        // In parentheses little but an expression is Java.
        if (output.isEmpty()
                || OTHER.matcher(code).find()
                || evaluator.completeness("(" + expression + ")").state() != State.COMPLETE) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    String.valueOf(evaluator.evaluate(expression, output.get()).value()));
        } catch (EvaluationException.Interrupted e) {
            throw new CancellationException();
        } catch (EvaluationException e) {
            throw new MagicException(
                    e.name(),
                    "the expression in {" + expression + "}: " + e.getMessage() + "; braces themselves are written {{"
                            + expression + "}}",
                    "");
        }
    }

    @Override
    public List<String> named(Class<?> type) {
        return evaluator.variables().stream()
                .filter(variable -> type.isInstance(variable.value()))
                .map(Variable::name)
                .toList();
    }

    @Override
    public Path directory() {
        return surroundings.directory();
    }
}
