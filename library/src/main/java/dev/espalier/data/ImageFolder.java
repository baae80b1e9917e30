package dev.espalier.data;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Images in folders named after their class: {@code cat/1.png}, {@code dog/a/7.jpg}; or the same under {@code train} and
 * {@code test}. A directory or a zip archive, which is read in place. Classes are numbered in the order of their names,
 * images follow each other in the order of their paths.
 *
 * @param path of the directory or archive
 * @param channels 1 (grey) or 3 (red, green, blue): what every image is converted to
 * @param size what every image is brought to; if none is given all must have the same
 */
public record ImageFolder(Path path, int channels, Optional<Size> size) {

    /** Size of an image in pixels, at least 1 each. */
    public record Size(int height, int width) {

        public Size {
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException(
                        "images of " + height + "x" + width + " pixels: expected at least 1x1");
            }
        }

        private static Size of(Dataset data) {
            return new Size(data.height(), data.width());
        }

        @Override
        public String toString() {
            return height + "x" + width;
        }
    }

    public ImageFolder {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(size, "size");
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels must be 1 (grey) or 3 (red, green, blue), found " + channels);
        }
    }

    /** Images as they are, in grey (ITU-R BT.601). */
    public static ImageFolder grey(Path path) {
        return new ImageFolder(path, 1, Optional.empty());
    }

    /** Images as they are, in colour. */
    public static ImageFolder rgb(Path path) {
        return new ImageFolder(path, 3, Optional.empty());
    }

    /** These brought to one size, whatever their own and its proportions. */
    public ImageFolder resized(int height, int width) {
        return new ImageFolder(path, channels, Optional.of(new Size(height, width)));
    }

    /**
     * Whether it has the folders {@code train} and {@code test}, and so is for {@link #loadSplit}.
     *
     * @throws DataException if it cannot be read
     */
    public boolean hasParts() {
        return reading(ImageFolder::hasParts);
    }

    /** {@link #load(Progress, Cancellation)} in silence. */
    public Dataset load() {
        return load(Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Loads a folder of class folders.
     *
     * @throws DataException if there is none, a class folder is empty, an image is corrupt or sizes differ
     * @throws CancellationException if asked to stop
     */
    public Dataset load(Progress progress, Cancellation cancellation) {
        return reading(root -> {
            if (hasParts(root)) {
                throw new DataException(path + " has a training and a test part; load both with loadSplit()");
            }
            return part(root, "", progress, cancellation);
        });
    }

    /** {@link #loadSplit(Progress, Cancellation)} in silence. */
    public Split loadSplit() {
        return loadSplit(Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Loads a folder with {@code train} and {@code test}, both with the same class folders.
     *
     * @throws DataException if there is none, a class folder is empty, an image is corrupt, or sizes or classes differ
     * @throws CancellationException if asked to stop
     */
    public Split loadSplit(Progress progress, Cancellation cancellation) {
        return reading(root -> {
            if (!hasParts(root)) {
                throw new DataException(path
                        + " does not have the folders train and test; load it with load() and split(fraction, seed)");
            }
            Dataset train = part(root.resolve("train"), "train", progress, cancellation);
            Dataset test = part(root.resolve("test"), "test", progress, cancellation);
            if (!train.classNames().equals(test.classNames())) {
                throw new DataException("%s has other classes in train than in test: %s and %s"
                        .formatted(path, train.classNames(), test.classNames()));
            }
            if (train.height() != test.height() || train.width() != test.width()) {
                throw new DataException(
                        "%s has images of %s pixels in train, but %s in test; ask for one size with resized(height, width)"
                                .formatted(path, Size.of(train), Size.of(test)));
            }
            return new Split(train, test);
        });
    }

    private interface Reading<T> {
        T from(Path root) throws IOException;
    }

    private <T> T reading(Reading<T> reading) {
        if (!Files.exists(path)) {
            throw new DataException(path + " does not exist, expected a directory or zip archive of class folders");
        }
        if (Files.isDirectory(path)) {
            try {
                return reading.from(ClassFolders.unwrapped(path));
            } catch (IOException failure) {
                throw DataException.unreadable(path, failure);
            }
        }
        try (FileSystem archive = FileSystems.newFileSystem(path)) {
            Path root = archive.getRootDirectories().iterator().next();
            return reading.from(ClassFolders.unwrapped(root));
        } catch (ProviderNotFoundException other) {
            throw new DataException(path + " is neither a directory nor a zip archive", other);
        } catch (IOException failure) {
            throw DataException.unreadable(path, failure);
        }
    }

    private static boolean hasParts(Path root) throws IOException {
        List<String> names =
                ClassFolders.folders(root).stream().map(ClassFolders::name).toList();
        return names.contains("train") && names.contains("test");
    }

    private Dataset part(Path root, String part, Progress progress, Cancellation cancellation) throws IOException {
        String file = fileName();
        String name = file.replaceFirst("(?i)\\.zip$", "") + (part.isEmpty() ? "" : " " + part);
        String place = part.isEmpty() ? path.toString() : path + " (" + part + ")";
        ClassFolders folders = ClassFolders.list(root, place);
        ImageReading reading = new ImageReading(folders, channels, place);
        reading.read(
                size, progress.start("load " + name, "images", folders.files().size()), cancellation);
        Provenance provenance = Provenance.of(place, Map.of(file, reading.sha256()));
        int ignored = folders.ignored().size();
        if (ignored > 0) {
            provenance = provenance.noted("%d file%s ignored, not an image in a class folder, such as %s"
                    .formatted(
                            ignored, ignored == 1 ? "" : "s", folders.ignored().get(0)));
        }
        return new Dataset(
                name,
                channels,
                reading.size().height(),
                reading.size().width(),
                reading.pixels(),
                folders.labels(),
                folders.classNames(),
                provenance);
    }

    private String fileName() {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? path.toString() : name.toString();
    }
}
