package dev.espalier.kernel.evaluate;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;

/**
 * Gives a JShell imports that need no check. It would ask its compiler three times for each, which for forty of them takes
 * a second in a JVM that has just started; here each is entered into its tables as it is after that.
 *
 * <p>There is no interface for this: it works where {@link ShellTables} do.
 */
final class ShellImports {

    private final Object eval;
    private final Object maps;
    private final Object outerMap;
    private final Method process;
    private final Method guts;
    private final Method wrap;
    private final Method setWrap;
    private final Method setStatus;
    private final Method install;
    private final Constructor<?> noDiagnostics;

    private ShellImports(JShell shell) throws ReflectiveOperationException {
        eval = get(shell, "eval");
        maps = get(shell, "maps");
        outerMap = get(shell, "outerMap");
        Class<?> diagnostics = Class.forName("jdk.jshell.DiagList");
        noDiagnostics = opened(diagnostics.getDeclaredConstructor());
        process = method(eval.getClass(), "processImport", String.class, String.class);
        guts = method(Snippet.class, "guts");
        wrap = method(outerMap.getClass(), "wrapImport", guts.getReturnType(), Snippet.class);
        setWrap = method(Snippet.class, "setOuterWrap", wrap.getReturnType());
        setStatus = method(Snippet.class, "setCompilationStatus", Status.class, List.class, diagnostics);
        install = method(maps.getClass(), "installSnippet", Snippet.class);
    }

    private static Object get(Object from, String field) throws ReflectiveOperationException {
        Field found = from.getClass().getDeclaredField(field);
        return opened(found).get(from);
    }

    private static Method method(Class<?> of, String name, Class<?>... parameters) throws ReflectiveOperationException {
        return opened(of.getDeclaredMethod(name, parameters));
    }

    private static <T extends AccessibleObject> T opened(T member) {
        member.setAccessible(true);
        return member;
    }

    /** Those of a shell, where this JVM lets them be reached. */
    static Optional<ShellImports> of(JShell shell) {
        try {
            return Optional.of(new ShellImports(shell));
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return Optional.empty();
        }
    }

    /** Adds an import: {@code "import java.util.*;"}. */
    void add(String line) {
        try {
            ImportSnippet snippet = (ImportSnippet) ((List<?>) process.invoke(eval, line, line)).get(0);
            setWrap.invoke(snippet, wrap.invoke(outerMap, guts.invoke(snippet), snippet));
            setStatus.invoke(snippet, Status.VALID, List.of(), noDiagnostics.newInstance());
            install.invoke(maps, snippet);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(line, e);
        }
    }
}
