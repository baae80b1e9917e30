package dev.espalier.kernel.evaluate;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/**
 * The files of the compiler behind a session. The compiler's own way to find a package is to open every jar of the class
 * path and list all it has, which takes most of a second; here {@link ClassPathIndex} says which jars to open, and {@link
 * JarClasses} reads them.
 */
final class CompilerFiles extends ForwardingJavaFileManager<StandardJavaFileManager>
        implements StandardJavaFileManager {

    private static final Set<String> CLASS_PATH_OPTIONS = Set.of("-classpath", "-cp", "--class-path");

    /** How long JShell's search for names of classes waits for the first cell, whose time it would take. */
    private static final int PATIENCE_SECONDS = 2;

    private final CountDownLatch started = new CountDownLatch(1);
    private final Map<Path, Location> locations = new HashMap<>();
    private final Map<Path, JarClasses> jars = new HashMap<>();
    private volatile String classPath;
    private volatile ClassPathIndex index;

    CompilerFiles(StandardJavaFileManager files, String classPath) {
        super(files);
        setClassPath(classPath);
    }

    private synchronized void setClassPath(String path) {
        if (!path.equals(classPath)) {
            classPath = path;
            index = new ClassPathIndex(entries(path), index);
        }
    }

    /** What is between the separators of a class path. */
    static List<Path> entries(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
    }

    /** The session has begun to answer: what runs in the background may start. */
    void started() {
        started.countDown();
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        if (location != StandardLocation.CLASS_PATH) {
            return super.list(location, packageName, kinds, recurse);
        }
        List<JavaFileObject> found = new ArrayList<>();
        for (Path entry : recurse ? index.entries() : index.having(packageName)) {
            if (recurse || Files.isDirectory(entry)) {
                fileManager.list(location(entry), packageName, kinds, recurse).forEach(found::add);
            } else if (kinds.contains(JavaFileObject.Kind.CLASS)) {
                found.addAll(jar(entry).in(packageName));
            }
        }
        return found;
    }

    private synchronized JarClasses jar(Path path) throws IOException {
        JarClasses jar = jars.get(path);
        if (jar == null) {
            jar = new JarClasses(path);
            jars.put(path, jar);
        }
        return jar;
    }

    /** A class path of one entry, under a name of its own. */
    private synchronized Location location(Path entry) {
        return locations.computeIfAbsent(entry, path -> {
            Location location = StandardLocation.locationFor("class path entry " + path);
            try {
                fileManager.setLocationFromPaths(location, List.of(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return location;
        });
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        String name = JarClasses.className(file);
        return name == null ? super.inferBinaryName(location, file) : name;
    }

    @Override
    public boolean contains(Location location, FileObject file) throws IOException {
        return JarClasses.className(file) == null
                ? super.contains(location, file)
                : location == StandardLocation.CLASS_PATH;
    }

    /** Where the compiler would look for plug-ins of its own; it gets none, and need not look into every jar. */
    @Override
    public ClassLoader getClassLoader(Location location) {
        return ClassLoader.getPlatformClassLoader();
    }

    @Override
    public boolean hasLocation(Location location) {
        return location == StandardLocation.CLASS_PATH || super.hasLocation(location);
    }

    @Override
    public boolean handleOption(String option, Iterator<String> rest) {
        if (CLASS_PATH_OPTIONS.contains(option)) {
            setClassPath(rest.next());
            return true;
        }
        return super.handleOption(option, rest);
    }

    @Override
    public Iterable<? extends Path> getLocationAsPaths(Location location) {
        if (Thread.currentThread().getName().contains("SourceCodeAnalysis")) {
            awaitStart();
        }
        return location == StandardLocation.CLASS_PATH ? index.entries() : fileManager.getLocationAsPaths(location);
    }

    private void awaitStart() {
        try {
            started.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Iterable<? extends File> getLocation(Location location) {
        return location == StandardLocation.CLASS_PATH
                ? index.entries().stream().map(Path::toFile).toList()
                : fileManager.getLocation(location);
    }

    @Override
    public void setLocation(Location location, Iterable<? extends File> files) throws IOException {
        fileManager.setLocation(location, files);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return JarClasses.className(a) == null && JarClasses.className(b) == null
                ? fileManager.isSameFile(a, b)
                : a.equals(b);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
        return fileManager.getJavaFileObjects(files);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
        return fileManager.getJavaFileObjects(names);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(Iterable<? extends File> files) {
        return fileManager.getJavaFileObjectsFromFiles(files);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
        return fileManager.getJavaFileObjectsFromStrings(names);
    }
}
