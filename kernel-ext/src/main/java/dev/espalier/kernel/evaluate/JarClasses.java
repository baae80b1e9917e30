package dev.espalier.kernel.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.tools.JavaFileObject;

/**
 * The classes of a jar by their packages, as the compiler reads them. Its own way, a file system for each jar, takes ten
 * times as long to open; here the table of contents is read that the JVM itself has in memory.
 */
final class JarClasses {

    private static final String SUFFIX = ".class";

    private final Path path;
    private final JarFile jar;
    private final Map<String, List<JavaFileObject>> byPackage = new HashMap<>();

    /** Opens a jar, for as long as this object lives: the compiler comes back for the bytes of classes. */
    JarClasses(Path path) throws IOException {
        this.path = path;
        jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
        Iterator<? extends ZipEntry> all = jar.isMultiRelease()
                ? jar.versionedStream().iterator()
                : jar.entries().asIterator();
        String last = "";
        List<JavaFileObject> files = null;
        while (all.hasNext()) {
            String name = all.next().getName();
            if (name.endsWith(SUFFIX)) {
                int end = name.lastIndexOf('/');
                if (files == null || end != last.length() || !name.startsWith(last)) {
                    last = name.substring(0, Math.max(0, end));
                    files = byPackage.computeIfAbsent(last.replace('/', '.'), any -> new ArrayList<>());
                }
                files.add(new Entry(name));
            }
        }
    }

    /** The classes right in a package, nested ones too. */
    List<JavaFileObject> in(String packageName) {
        return byPackage.getOrDefault(packageName, List.of());
    }

    /** The name of the class that is in one of these files, as the JVM writes it; null for another file. */
    static String className(Object file) {
        return file instanceof Entry entry ? entry.className() : null;
    }

    private final class Entry implements JavaFileObject {

        private final String name;

        private Entry(String name) {
            this.name = name;
        }

        private String className() {
            return name.substring(0, name.length() - SUFFIX.length()).replace('/', '.');
        }

        @Override
        public URI toUri() {
            return URI.create("jar:" + path.toUri() + "!/" + name);
        }

        @Override
        public String getName() {
            return path + "(/" + name + ")";
        }

        @Override
        public Kind getKind() {
            return Kind.CLASS;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.CLASS
                    && name.substring(name.lastIndexOf('/') + 1).equals(simpleName + SUFFIX);
        }

        @Override
        public NestingKind getNestingKind() {
            return null; // not known
        }

        @Override
        public Modifier getAccessLevel() {
            return null; // not known
        }

        @Override
        public long getLastModified() {
            return jar.getEntry(name).getTime();
        }

        @Override
        public InputStream openInputStream() throws IOException {
            return jar.getInputStream(jar.getEntry(name));
        }

        @Override
        public OutputStream openOutputStream() {
            throw new UnsupportedOperationException(getName() + " is only read");
        }

        @Override
        public Reader openReader(boolean ignoreEncodingErrors) {
            throw new UnsupportedOperationException(getName() + " is no text");
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            throw new UnsupportedOperationException(getName() + " is no text");
        }

        @Override
        public Writer openWriter() {
            throw new UnsupportedOperationException(getName() + " is only read");
        }

        @Override
        public boolean delete() {
            return false;
        }

        @Override
        public String toString() {
            return getName();
        }
    }
}
