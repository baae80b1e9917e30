package dev.espalier.kernel.evaluate;

import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;

/**
 * Defines the classes snippets are compiled to, with stop checks, beside everything this JVM's class path has.
 *
 * <p>Each snippet has a loader of its own, so that a cell that was run leaves nothing behind. Only declared types live in
 * this one, for the JVM wants sealed types in one module with those they permit, and so do snippets that use what belongs
 * to the package of such a type.
 */
final class SnippetLoader extends URLClassLoader implements LoaderDelegate {

    private final Map<String, byte[]> undefined = new ConcurrentHashMap<>();
    private final Map<String, SnippetClasses> snippets = new ConcurrentHashMap<>();

    /** Forgotten ones that something may still use. */
    private final Map<String, WeakReference<SnippetClasses>> fading = new HashMap<>();

    /** What each snippet that is not forgotten mentions. */
    private final Map<String, Set<String>> mentioned = new HashMap<>();

    private final Set<String> packagePrivate = new HashSet<>();

    /** Snippets whose classes are here for good, so that their names are taken. */
    private final Set<String> permanent = new HashSet<>();

    SnippetLoader() {
        super("snippets", new URL[0], SnippetLoader.class.getClassLoader());
        setDefaultAssertionStatus(true); // who writes one into a cell wants it checked
    }

    @Override
    public void load(ClassBytecodes[] classes) throws ClassInstallException {
        Stream.of(classes)
                .collect(Collectors.groupingBy(
                        c -> GeneratedNames.outermost(c.name()), LinkedHashMap::new, Collectors.toList()))
                .forEach(this::add);
        boolean[] loaded = new boolean[classes.length];
        try {
            for (int i = 0; i < classes.length; i++) {
                // Prepares the class, so that what it lacks shows now and not when it first runs.
                loadClass(classes[i].name()).getDeclaredMethods();
                loaded[i] = true;
            }
        } catch (ClassNotFoundException | LinkageError e) {
            throw new ClassInstallException(e.toString(), loaded);
        }
    }

    private synchronized void add(String snippet, List<ClassBytecodes> classes) {
        SnippetCode code = new SnippetCode(classes);
        Map<String, byte[]> bytecode =
                classes.stream().collect(Collectors.toMap(ClassBytecodes::name, c -> StopWeaver.weave(c.bytecodes())));
        Set<String> names = code.mentioned();
        mentioned.computeIfAbsent(snippet, name -> new HashSet<>()).addAll(names);
        if (code.declaresType()) {
            packagePrivate.addAll(code.packagePrivate());
        }
        if (code.declaresType() || code.uses(packagePrivate)) {
            undefined.putAll(bytecode);
            permanent.add(snippet);
        } else {
            Map<String, SnippetClasses> used = new HashMap<>(snippets);
            used.keySet().retainAll(names);
            used.remove(snippet);
            snippets.put(snippet, new SnippetClasses(this, bytecode, used));
        }
    }

    /** Does not ask the loaders above for what is generated here: they keep a lock for every name they ever heard. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!GeneratedNames.isGenerated(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            return findClass(name);
        }
    }

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> present = findLoadedClass(name);
        if (present != null) {
            return present;
        }
        byte[] bytes = undefined.remove(name);
        if (bytes != null) {
            return defineClass(name, bytes, 0, bytes.length);
        }
        String outermost = GeneratedNames.outermost(name);
        SnippetClasses snippet = outermost == null ? null : snippets.get(outermost);
        return snippet == null ? super.findClass(name) : snippet.own(name);
    }

    /** Forgets all snippets but some and those they use; returns the names of the classes around what is left. */
    synchronized Set<String> retain(Set<String> some) {
        Set<String> kept = new HashSet<>();
        some.forEach(name -> follow(name, kept));
        snippets.forEach((name, classes) -> {
            if (!kept.contains(name)) {
                fading.put(name, new WeakReference<>(classes));
            }
        });
        snippets.keySet().retainAll(kept);
        mentioned.keySet().retainAll(kept);
        fading.values().removeIf(classes -> classes.refersTo(null));
        return kept;
    }

    private void follow(String name, Set<String> kept) {
        if (kept.add(name)) {
            mentioned.getOrDefault(name, Set.of()).forEach(other -> follow(other, kept));
        }
    }

    /** Whether classes of a name can be defined no second time. */
    synchronized boolean isPermanent(String name) {
        return permanent.contains(name);
    }

    /** Whether code of a snippet that was forgotten may still run. */
    synchronized boolean isFading(String name) {
        return fading.containsKey(name);
    }

    @Override
    public void classesRedefined(ClassBytecodes[] classes) {
        // A redefined snippet comes as classes of new names.
    }

    @Override
    public void addToClasspath(String path) throws InternalException {
        try {
            addURL(Path.of(path).toUri().toURL());
        } catch (MalformedURLException e) {
            throw new InternalException(e.toString());
        }
    }
}
