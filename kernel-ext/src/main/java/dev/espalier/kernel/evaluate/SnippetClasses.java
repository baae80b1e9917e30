package dev.espalier.kernel.evaluate;

import java.util.HashMap;
import java.util.Map;

/** The classes of one snippet. The JVM forgets them, with the values in their fields, when nothing uses them any more. */
final class SnippetClasses extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> undefined = new HashMap<>();

    /** The snippets these classes use, which they may not have met yet when the session forgets them. */
    private final Map<String, SnippetClasses> used;

    /**
     * Classes that are not defined yet.
     *
     * @param bytecode by name
     * @param used by the name of the class around them
     */
    SnippetClasses(SnippetLoader parent, Map<String, byte[]> bytecode, Map<String, SnippetClasses> used) {
        super("snippet", parent);
        setDefaultAssertionStatus(true);
        undefined.putAll(bytecode);
        this.used = used;
    }

    /** One of these classes. */
    Class<?> own(String name) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> present = findLoadedClass(name);
            if (present != null) {
                return present;
            }
            byte[] bytes = undefined.remove(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    /** What the session does not know, because it has forgotten it. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String outermost = GeneratedNames.outermost(name);
        SnippetClasses snippet = outermost == null ? null : used.get(outermost);
        return snippet == null ? own(name) : snippet.own(name);
    }
}
