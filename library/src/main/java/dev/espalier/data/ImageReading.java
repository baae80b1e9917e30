package dev.espalier.data;

import dev.espalier.data.ClassFolders.ImageFile;
import dev.espalier.data.ImageFolder.Size;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32;

/** One pass over the images of class folders, which gathers their pixels and the hash of their names and bytes. */
final class ImageReading {

    private final ClassFolders folders;
    private final int channels;
    private final String place;
    private final MessageDigest digest = Sha256.digest();
    private Size size;
    private byte[] pixels;

    ImageReading(ClassFolders folders, int channels, String place) {
        this.folders = folders;
        this.channels = channels;
        this.place = place;
    }

    /** What all images have; known after reading. */
    Size size() {
        return size;
    }

    /** Unsigned bytes [N, C, height, width]; known after reading. */
    byte[] pixels() {
        return pixels;
    }

    /** Of the name, length and bytes of each file; to be asked once. */
    String sha256() {
        return Sha256.hex(digest);
    }

    /** Reads all images, and closes the task. */
    void read(Optional<Size> wanted, Progress.Task task, Cancellation cancellation) throws IOException {
        try (task) {
            for (int i = 0; i < folders.files().size(); i++) {
                if (cancellation.requested()) {
                    throw new CancellationException("loading of " + place + " cancelled");
                }
                ImageFile file = folders.files().get(i);
                Picture picture = decode(file);
                if (i == 0) {
                    size = wanted.orElse(picture.size());
                    pixels = new byte[length()];
                }
                if (wanted.isEmpty() && !picture.size().equals(size)) {
                    throw new DataException(
                            "%s of %s has %s pixels, but %s has %s; ask for one size with resized(height, width)"
                                    .formatted(
                                            file.name(),
                                            place,
                                            picture.size(),
                                            folders.files().get(0).name(),
                                            size));
                }
                byte[] image = picture.resized(channels, size);
                System.arraycopy(image, 0, pixels, i * image.length, image.length);
                task.at(i + 1, "");
            }
        }
    }

    private int length() {
        int count = folders.files().size();
        long length = (long) count * channels * size.height() * size.width();
        if (length > Integer.MAX_VALUE - 8) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: %,d images of %dx%s need %,d bytes, more than the 2 GiB a dataset can hold; make them smaller with"
                            + " resized(height, width) or take fewer",
                    place,
                    count,
                    channels,
                    size,
                    length));
        }
        return (int) length;
    }

    private Picture decode(ImageFile file) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file.path());
            checkSum(file, bytes);
            digest.update((file.name() + '\0' + bytes.length + '\0').getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
            return Picture.decode(bytes, channels);
        } catch (IOException corrupt) {
            throw new DataException(
                    "image %s of %s cannot be read: %s".formatted(file.name(), place, corrupt.getMessage()), corrupt);
        }
    }

    /** The file system of archives does not compare contents with the check sum stored beside them. */
    private static void checkSum(ImageFile file, byte[] bytes) throws IOException {
        if (file.path().getFileSystem().provider().getScheme().equals("jar")) {
            CRC32 sum = new CRC32();
            sum.update(bytes);
            if (!Files.getAttribute(file.path(), "zip:crc").equals(sum.getValue())) {
                throw new IOException("it does not match its check sum in the archive");
            }
        }
    }
}
