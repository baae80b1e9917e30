package dev.espalier.kernel.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Which entries of a class path have which packages, so that nobody opens a hundred jars to find out that one has it. */
final class ClassPathIndex {

    private record Jar(Set<String> packages, List<Path> classPath) {}

    private final Map<Path, Jar> jars = new HashMap<>();
    private final List<Path> entries;
    private final List<Path> directories = new ArrayList<>();
    private final Map<String, List<Path>> byPackage = new HashMap<>();

    /**
     * Reads the tables of contents of the jars of a class path, and of those that their manifests name.
     *
     * @param before an index whose jars need not be read again; null for none
     */
    ClassPathIndex(List<Path> classPath, ClassPathIndex before) {
        if (before != null) {
            jars.putAll(before.jars);
        }
        Set<Path> all = new LinkedHashSet<>();
        classPath.forEach(entry -> add(entry, all));
        entries = List.copyOf(all);
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                directories.add(entry);
            } else {
                jar(entry).packages().forEach(name -> byPackage
                        .computeIfAbsent(name, n -> new ArrayList<>(1))
                        .add(entry));
            }
        }
    }

    /** The class path with what manifests add to it, in order. */
    List<Path> entries() {
        return entries;
    }

    /** The directories and jars that may have classes of a package, in the order of the class path. */
    List<Path> having(String packageName) {
        List<Path> found = byPackage.getOrDefault(packageName, List.of());
        String folder = packageName.replace('.', '/');
        List<Path> folders = directories.stream()
                .filter(d -> Files.isDirectory(d.resolve(folder)))
                .toList();
        if (folders.isEmpty()) {
            return found;
        }
        List<Path> both = new ArrayList<>(entries);
        Set<Path> wanted = new HashSet<>(found);
        wanted.addAll(folders);
        both.retainAll(wanted);
        return both;
    }

    private void add(Path entry, Set<Path> all) {
        if (Files.exists(entry) && all.add(entry) && !Files.isDirectory(entry)) {
            jar(entry).classPath().forEach(other -> add(other, all));
        }
    }

    private Jar jar(Path path) {
        return jars.computeIfAbsent(path, ClassPathIndex::read);
    }

    /** A file that is no jar has no packages, as for the JVM. */
    private static Jar read(Path path) {
        Set<String> packages = new HashSet<>();
        try (JarFile jar = new JarFile(path.toFile(), false)) {
            String last = "";
            for (ZipEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                int end = name.lastIndexOf('/');
                boolean again = end == last.length() && name.startsWith(last);
                if (name.endsWith(".class") && !again) {
                    last = name.substring(0, Math.max(0, end));
                    packages.add(packageName(last));
                }
            }
            return new Jar(Set.copyOf(packages), classPath(path, jar.getManifest()));
        } catch (IOException e) {
            return new Jar(Set.of(), List.of());
        }
    }

    private static String packageName(String folder) {
        return folder.replaceFirst("^META-INF/versions/\\d+/?", "").replace('/', '.');
    }

    private static List<Path> classPath(Path jar, Manifest manifest) {
        String value = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        if (value == null) {
            return List.of();
        }
        return Arrays.stream(value.strip().split("\\s+"))
                .map(entry -> jar.toUri().resolve(entry))
                .filter(uri -> "file".equals(uri.getScheme()))
                .map(Path::of)
                .toList();
    }
}
