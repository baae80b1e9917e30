package dev.espalier.kernel.evaluate;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/**
 * The tables in which JShell keeps every snippet it was ever given, with source, generated source and bytecode. It never
 * looks up again what does not declare anything; 10,000 cells of that are 200 MB, so it is taken out of them here.
 *
 * <p>There is no interface for this: it works where the JVM was started with {@value #OPTION}, as the launcher does, and
 * where the tables are what they are from Java 17 to 25. Elsewhere nothing is forgotten.
 */
final class ShellTables {

    static final String OPTION = "--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED";

    private final List<Snippet> byIndex;
    private final Set<Snippet> snippets;
    private final Map<String, Set<Integer>> dependents;
    private final Map<String, ?> variableKeys;
    private final Map<String, ?> wraps;
    private final Map<String, ?> loaded;
    private final Map<String, ?> compiled;
    private final Object taskFactory;
    private final Method initTaskPool;

    @SuppressWarnings("unchecked")
    private ShellTables(JShell shell) throws ReflectiveOperationException {
        Object maps = get(shell, "maps");
        byIndex = (List<Snippet>) get(maps, "keyIndexToSnippet");
        snippets = (Set<Snippet>) get(maps, "snippets");
        dependents = (Map<String, Set<Integer>>) get(maps, "dependencies");
        variableKeys = (Map<String, ?>) get(get(shell, "keyMap"), "varMap");
        wraps = (Map<String, ?>) get(get(shell, "outerMap"), "classOuters");
        loaded = (Map<String, ?>) get(get(shell, "classTracker"), "map");
        taskFactory = get(shell, "taskFactory");
        compiled = (Map<String, ?>) get(get(taskFactory, "fileManager"), "classObjects");
        initTaskPool = taskFactory.getClass().getDeclaredMethod("initTaskPool");
        initTaskPool.setAccessible(true);
    }

    private static Object get(Object from, String field) throws ReflectiveOperationException {
        Field found = from.getClass().getDeclaredField(field);
        found.setAccessible(true);
        return found.get(from);
    }

    /** The tables of a shell, where this JVM lets them be reached. */
    static Optional<ShellTables> of(JShell shell) {
        try {
            return Optional.of(new ShellTables(shell));
        } catch (ReflectiveOperationException | InaccessibleObjectException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /**
     * Forgets the rest.
     *
     * @param alive the snippets to keep
     * @param classes the classes around snippets to keep
     * @param taken whether a class around a snippet cannot be defined a second time
     * @param variable whether a variable of a name may come again
     */
    void retain(Collection<Snippet> alive, Set<String> classes, Predicate<String> taken, Predicate<String> variable) {
        snippets.retainAll(alive);
        byIndex.replaceAll(snippet -> alive.contains(snippet) ? snippet : null);
        dependents.values().forEach(indices -> indices.removeIf(index -> byIndex.get(index) == null));
        dependents.values().removeIf(Set::isEmpty);
        variableKeys.keySet().removeIf(variable.negate());
        wraps.keySet().removeIf(name -> !classes.contains("REPL." + name));
        loaded.keySet().removeIf(name -> isDead(name, classes) && !taken.test(GeneratedNames.outermost(name)));
        compiled.keySet().removeIf(name -> isDead(name, classes));
    }

    /**
     * Lets the next snippet start with another compiler. JShell has one that it uses again and again, and which keeps of
     * every class it ever compiled the name, an empty entry in its table of classes, and a listener in each package the
     * class has imported: about a kilobyte of a cell.
     */
    void renewCompiler() {
        try {
            initTaskPool.invoke(taskFactory);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isDead(String name, Set<String> classes) {
        String outermost = GeneratedNames.outermost(name);
        return outermost != null && !classes.contains(outermost);
    }
}
