package dev.espalier.kernel.evaluate;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;

/** Defines the classes snippets are compiled to, with stop checks, beside everything this JVM's class path has. */
final class SnippetLoader extends URLClassLoader implements LoaderDelegate {

    private final Map<String, byte[]> bytecode = new ConcurrentHashMap<>();

    SnippetLoader() {
        super("snippets", new URL[0], SnippetLoader.class.getClassLoader());
    }

    @Override
    public void load(ClassBytecodes[] classes) throws ClassInstallException {
        for (ClassBytecodes c : classes) {
            bytecode.put(c.name(), StopWeaver.weave(c.bytecodes()));
        }
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

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
        Class<?> present = findLoadedClass(name);
        if (present != null) {
            return present;
        }
        byte[] bytes = bytecode.get(name);
        return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
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
