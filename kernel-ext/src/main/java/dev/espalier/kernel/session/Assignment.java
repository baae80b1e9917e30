package dev.espalier.kernel.session;

import dev.espalier.kernel.evaluate.EvaluationException;
import dev.espalier.kernel.evaluate.Evaluator;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.session.Part.Target;
import java.lang.reflect.Modifier;

/** Gives a magic's value to a variable; whether it fits is checked before the magic runs, which may take hours. */
record Assignment(Evaluator evaluator, Output output, Part.Command command) {

    /** @throws MagicException if no value of the type could go to the variable */
    void check(Class<?> declared) throws EvaluationException.Interrupted {
        if (declared == Void.class) {
            throw noValue();
        }
        if (target().isVar() || declared == Object.class) {
            return;
        }
        String left = target().type().map(type -> type + " ").orElse("") + target().name();
        try {
            // Only compiled: the block is never entered.
            evaluator.evaluate("if (false) { " + left + " = (" + declared.getCanonicalName() + ") null; }", output);
        } catch (EvaluationException.Interrupted e) {
            throw e;
        } catch (EvaluationException e) {
            throw new MagicException(
                    "CompilationError",
                    "the value of " + magic() + ", a " + declared.getSimpleName() + ", cannot go to '" + left + "': "
                            + e.getMessage(),
                    "");
        }
    }

    /**
     * Declares the variable where the cell does, and sets it.
     *
     * @param declared the type the magic promises; {@code var} takes it where the value keeps the promise
     */
    void assign(Object value, Class<?> declared) {
        Target target = target();
        if (target.isVar()) {
            if (value == null) {
                throw noValue();
            }
            boolean promised = declared != Object.class && declared.isInstance(value);
            evaluator.bind(target.name(), value, promised ? declared : visible(value.getClass()));
            return;
        }
        if (target.type().isPresent()) {
            evaluator.declare(target.type().get(), target.name(), value);
        } else {
            evaluator.assign(target.name(), value);
        }
    }

    private Target target() {
        return command.target().orElseThrow();
    }

    private String magic() {
        return command.call().form().sign() + command.call().name();
    }

    private MagicException noValue() {
        return new MagicException(
                "MagicUsage", magic() + " gives no value that '" + target().name() + "' could get", "");
    }

    /** The narrowest type of a value that cells can name. */
    private static Class<?> visible(Class<?> type) {
        Class<?> candidate = type;
        while (!isVisible(candidate)) {
            candidate = candidate.getSuperclass();
        }
        if (candidate != Object.class) {
            return candidate;
        }
        for (Class<?> implemented : type.getInterfaces()) {
            if (isVisible(implemented)) {
                return implemented;
            }
        }
        return candidate;
    }

    private static boolean isVisible(Class<?> type) {
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            if (!Modifier.isPublic(outer.getModifiers())) {
                return false;
            }
        }
        return type.getCanonicalName() != null;
    }
}
