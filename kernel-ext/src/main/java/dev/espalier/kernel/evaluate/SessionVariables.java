package dev.espalier.kernel.evaluate;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;

/** Reads and sets the static fields that stand behind a session's variables. */
final class SessionVariables {

    private final JShell shell;
    private final SnippetExecution execution;

    SessionVariables(JShell shell, SnippetExecution execution) {
        this.shell = shell;
        this.execution = execution;
    }

    void bind(String name, Object value, Class<?> type) {
        String typeName = type.getCanonicalName();
        if (typeName == null || !isPublic(type)) {
            throw new IllegalArgumentException("variable " + name + " cannot have the type " + type.getName()
                    + ", which snippets cannot see; give a public class or interface");
        }
        if (value != null && !type.isPrimitive() && !type.isInstance(value)) {
            throw new IllegalArgumentException("variable " + name + " has the type " + typeName + ", its value is a "
                    + value.getClass().getName());
        }
        declare(typeName, name, value);
    }

    void declare(String type, String name, Object value) {
        String line = type + " " + name + ";";
        SnippetEvent event = shell.eval(line).get(0);
        if (event.status() != Status.VALID || !(event.snippet() instanceof VarSnippet variable)) {
            throw new IllegalArgumentException("variable " + name + " of type " + type + ": "
                    + Diagnosis.of(event.snippet(), shell, line, 0).getMessage());
        }
        set(variable, value);
    }

    void assign(String name, Object value) {
        set(find(name).orElseThrow(() -> new IllegalArgumentException("there is no variable " + name)), value);
    }

    private void set(VarSnippet variable, Object value) {
        try {
            field(variable).set(null, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new IllegalArgumentException(
                    "variable " + variable.name() + " has the type " + Sources.readable(variable.typeName())
                            + ", its value cannot be "
                            + (value == null ? "null" : "a " + value.getClass().getName()),
                    e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type;
        while (outer.isArray()) {
            outer = outer.getComponentType();
        }
        while (outer != null && Modifier.isPublic(outer.getModifiers())) {
            outer = outer.getEnclosingClass();
        }
        return outer == null;
    }

    Optional<Object> value(String name) {
        return find(name).map(this::value);
    }

    private Optional<VarSnippet> find(String name) {
        return shell.variables()
                .filter(v -> v.name().equals(name) && shell.status(v) == Status.VALID)
                .findFirst();
    }

    List<Variable> all() {
        return shell.variables()
                .filter(v -> shell.status(v) == Status.VALID && v.subKind() != SubKind.TEMP_VAR_EXPRESSION_SUBKIND)
                .map(v -> new Variable(Sources.readable(v.typeName()), v.name(), value(v)))
                .toList();
    }

    private Object value(VarSnippet variable) {
        try {
            return field(variable).get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private Field field(VarSnippet variable) {
        execution.forget();
        shell.varValue(variable);
        return execution.field();
    }
}
