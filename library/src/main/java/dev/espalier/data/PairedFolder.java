package dev.espalier.data;

import dev.espalier.data.ImageFolder.Size;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Pairs of images in a folder, as pix2pix keeps them: files that hold A at the left and B at the right, or two folders {@code A}
 * and {@code B} with files of the same names. Training and test images lie in {@code train} and {@code test} (or {@code val}),
 * which hold the files, or {@code A} and {@code B}; or the other way round, {@code A/train} and so on.
 *
 * @param path of the folder
 * @param channels 1 (grey) or 3 (red, green, blue): what every image is converted to
 * @param size what every image is brought to; if none is given all must have the same
 * @param backwards whether A is to be made of B, and not B of A
 */
public record PairedFolder(Path path, int channels, Optional<Size> size, boolean backwards) {

    private static final List<String> CLASSES = List.of("pair");

    /** Where the two halves of a pair are: in one file, or in a file each. */
    private record Place(String name, Path a, Optional<Path> b) {}

    public PairedFolder {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(size, "size");
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels must be 1 (grey) or 3 (red, green, blue), found " + channels);
        }
    }

    /** Images as they are, in grey (ITU-R BT.601), B to be made of A. */
    public static PairedFolder grey(Path path) {
        return new PairedFolder(path, 1, Optional.empty(), false);
    }

    /** Images as they are, in colour, B to be made of A. */
    public static PairedFolder rgb(Path path) {
        return new PairedFolder(path, 3, Optional.empty(), false);
    }

    /** These brought to one size, whatever their own and its proportions. */
    public PairedFolder resized(int height, int width) {
        return new PairedFolder(path, channels, Optional.of(new Size(height, width)), backwards);
    }

    /** These the other way round. */
    public PairedFolder reversed() {
        return new PairedFolder(path, channels, size, !backwards);
    }

    /** {@link #load(Progress, Cancellation)} in silence. */
    public PairSplit load() {
        return load(Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Loads both parts.
     *
     * @throws DataException if a part is missing or empty, a file has no counterpart, is no image or cannot be halved, or sizes
     *     differ
     * @throws CancellationException if asked to stop
     */
    public PairSplit load(Progress progress, Cancellation cancellation) {
        if (!Files.isDirectory(path)) {
            throw new DataException(path + (Files.exists(path) ? " is no directory" : " does not exist")
                    + ", expected one with the folders train and test");
        }
        String test = hasPart("test") ? "test" : "val";
        return new PairSplit(part("train", progress, cancellation), part(test, progress, cancellation));
    }

    private boolean hasPart(String part) {
        return Files.isDirectory(path.resolve(part))
                || Files.isDirectory(path.resolve("A").resolve(part));
    }

    private ImagePairs part(String part, Progress progress, Cancellation cancellation) {
        List<Place> places;
        try {
            places = places(part);
        } catch (IOException failure) {
            throw DataException.unreadable(path, failure);
        }
        MessageDigest digest = Sha256.digest();
        byte[][] a = new byte[places.size()][];
        byte[][] b = new byte[places.size()][];
        Size common = null;
        try (Progress.Task task = progress.start("load " + path.getFileName() + " " + part, "pairs", places.size())) {
            for (int i = 0; i < a.length; i++) {
                if (cancellation.requested()) {
                    throw new CancellationException("loading of " + path + " cancelled");
                }
                Place place = places.get(i);
                Picture left = read(place, place.a, digest);
                Picture right = place.b.isPresent() ? read(place, place.b.get(), digest) : half(place, left, 1);
                left = place.b.isPresent() ? left : half(place, left, 0);
                Size wanted = size.orElse(i == 0 ? left.size() : common);
                expectSize(place, left, wanted, places.get(0));
                expectSize(place, right, wanted, places.get(0));
                common = wanted;
                a[i] = left.resized(channels, wanted);
                b[i] = right.resized(channels, wanted);
                task.at(i + 1, "");
            }
        }
        Provenance provenance =
                Provenance.of(path + " (" + part + ")", Map.of(path.getFileName() + "/" + part, Sha256.hex(digest)));
        ImagePairs pairs = new ImagePairs(
                dataset(part + " A", a, common, provenance), dataset(part + " B", b, common, provenance));
        return backwards ? pairs.reversed() : pairs;
    }

    private List<Place> places(String part) throws IOException {
        Path outside = path.resolve(part);
        Path first = Files.isDirectory(outside.resolve("A"))
                ? outside.resolve("A")
                : path.resolve("A").resolve(part);
        Path second = first.startsWith(outside)
                ? outside.resolve("B")
                : path.resolve("B").resolve(part);
        boolean apart = Files.isDirectory(first);
        if (!apart && !Files.isDirectory(outside)) {
            throw new DataException(path + " has no folder " + part
                    + ", expected one with pairs side by side in a file, or with the folders A and B");
        }
        if (apart && !Files.isDirectory(second)) {
            throw new DataException(first + " has no counterpart " + second);
        }
        List<Place> places = new ArrayList<>();
        for (Path file : ClassFolders.images(apart ? first : outside)) {
            String name = ClassFolders.name(file);
            Optional<Path> other = apart ? Optional.of(second.resolve(name)) : Optional.empty();
            if (other.isPresent() && !Files.isRegularFile(other.get())) {
                throw new DataException(file + " has no counterpart " + other.get());
            }
            places.add(new Place(part + "/" + name, file, other));
        }
        if (places.isEmpty()) {
            throw new DataException((apart ? first : outside) + " holds no images");
        }
        if (apart && ClassFolders.images(second).size() != places.size()) {
            throw new DataException("%s holds %d images, but %s holds %d; each needs a counterpart of the same name"
                    .formatted(
                            first,
                            places.size(),
                            second,
                            ClassFolders.images(second).size()));
        }
        return places;
    }

    private Picture read(Place place, Path file, MessageDigest digest) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            digest.update((place.name + '\0' + bytes.length + '\0').getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
            return Picture.decode(bytes, channels);
        } catch (IOException corrupt) {
            throw new DataException("image " + file + " cannot be read: " + corrupt.getMessage(), corrupt);
        }
    }

    private Picture half(Place place, Picture both, int which) {
        if (both.width() % 2 != 0) {
            throw new DataException(
                    "image %s has %s pixels: a pair side by side has an even width".formatted(place.a, both.size()));
        }
        int width = both.width() / 2;
        byte[] pixels = new byte[channels * both.height() * width];
        for (int row = 0; row < channels * both.height(); row++) {
            System.arraycopy(both.pixels(), row * both.width() + which * width, pixels, row * width, width);
        }
        return new Picture(both.height(), width, pixels);
    }

    private void expectSize(Place place, Picture picture, Size wanted, Place first) {
        if (size.isEmpty() && !picture.size().equals(wanted)) {
            throw new DataException(
                    "a half of pair %s of %s has %s pixels, but %s has %s; ask for one size with resized(height, width)"
                            .formatted(place.name, path, picture.size(), first.name, wanted));
        }
    }

    private Dataset dataset(String part, byte[][] images, Size common, Provenance provenance) {
        byte[] pixels = new byte[Math.multiplyExact(images.length, images[0].length)];
        for (int i = 0; i < images.length; i++) {
            System.arraycopy(images[i], 0, pixels, i * images[i].length, images[i].length);
        }
        return new Dataset(
                path.getFileName() + " " + part,
                channels,
                common.height(),
                common.width(),
                pixels,
                new int[images.length],
                CLASSES,
                provenance.selected(part.substring(part.length() - 1)));
    }
}
