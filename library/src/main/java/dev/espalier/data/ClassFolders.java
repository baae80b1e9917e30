package dev.espalier.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The image files below a folder that holds one folder per class.
 *
 * @param root the folder
 * @param classNames names of the class folders, sorted: the label order
 * @param files sorted by class and path
 * @param ignored paths of the other files, relative to the root
 */
record ClassFolders(Path root, List<String> classNames, List<ImageFile> files, List<String> ignored) {

    /** One image file; the name is its path relative to the root, with slashes. */
    record ImageFile(Path path, String name, int label) {}

    /** What the Java platform can decode. */
    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff");

    /**
     * Lists a folder; images may lie at any depth below the folder of their class.
     *
     * @param place of the root, for messages
     * @throws DataException if there is no class folder, or one without images
     */
    static ClassFolders list(Path root, String place) throws IOException {
        List<Path> folders = folders(root);
        if (folders.isEmpty()) {
            throw new DataException(place + " holds no folders, expected one per class with its images inside");
        }
        List<String> classNames = folders.stream().map(ClassFolders::name).toList();
        List<ImageFile> files = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (Path file : entries(root)) {
            if (!Files.isDirectory(file)) {
                ignored.add(name(file));
            }
        }
        for (int label = 0; label < folders.size(); label++) {
            int before = files.size();
            int others = ignored.size();
            for (Path file : below(folders.get(label))) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (isImage(file)) {
                    files.add(new ImageFile(file, name, label));
                } else {
                    ignored.add(name);
                }
            }
            if (files.size() == before) {
                throw new DataException(
                        "class folder %s of %s holds no images (%s), but %d other files; delete it or fill it"
                                .formatted(
                                        classNames.get(label),
                                        place,
                                        EXTENSIONS.stream().sorted().collect(Collectors.joining(", ")),
                                        ignored.size() - others));
            }
        }
        return new ClassFolders(root, classNames, files, ignored);
    }

    /** The label of each file. */
    int[] labels() {
        return files.stream().mapToInt(ImageFile::label).toArray();
    }

    /** The folder with the data: archives often wrap everything in one more folder. */
    static Path unwrapped(Path root) throws IOException {
        List<Path> folders = folders(root);
        boolean wraps = folders.size() == 1
                && !name(folders.get(0)).equals("train")
                && !folders(folders.get(0)).isEmpty();
        return wraps ? unwrapped(folders.get(0)) : root;
    }

    /** The folders in a folder, sorted by name. */
    static List<Path> folders(Path root) throws IOException {
        return entries(root).stream().filter(Files::isDirectory).toList();
    }

    /** The images in a folder itself, sorted by name. */
    static List<Path> images(Path folder) throws IOException {
        return entries(folder).stream()
                .filter(entry -> !Files.isDirectory(entry) && isImage(entry))
                .toList();
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(ClassFolders::isVisible)
                    .sorted(Comparator.comparing(ClassFolders::name))
                    .toList();
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return entries.filter(path -> !Files.isDirectory(path))
                    .filter(path -> isVisibleBelow(folder, path))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static boolean isVisibleBelow(Path folder, Path file) {
        for (Path part : folder.relativize(file)) {
            if (!isVisible(part)) {
                return false;
            }
        }
        return true;
    }

    /** What systems leave behind, such as .DS_Store, is neither data nor worth a note. */
    private static boolean isVisible(Path path) {
        String name = name(path);
        return !name.startsWith(".") && !name.equals("__MACOSX") && !name.equals("Thumbs.db");
    }

    private static boolean isImage(Path file) {
        String name = name(file);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** Paths of folders in archives end in a slash. */
    static String name(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }
}
