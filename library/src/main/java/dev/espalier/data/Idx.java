package dev.espalier.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * What an IDX file of unsigned bytes holds (LeCun, The MNIST database, section "File formats"): a big-endian header of
 * two zero bytes, the element type, the rank and the 32-bit dimensions, then the elements, last dimension fastest. Plain
 * or gzip, told apart by content.
 *
 * @param shape dimensions, each at least 1
 * @param values the elements
 * @param sha256 of the unpacked file, header included, in lower-case hex
 */
public record Idx(List<Integer> shape, byte[] values, String sha256) {

    private static final int UNSIGNED_BYTE = 0x08;
    private static final Map<Integer, String> OTHER_TYPES =
            Map.of(0x09, "signed bytes", 0x0b, "int16", 0x0c, "int32", 0x0d, "float32", 0x0e, "float64");
    /** Deflate cannot do better (zlib technical details: 1032 to 1). */
    private static final long LARGEST_RATIO = 1032;

    /**
     * Reads a file.
     *
     * @throws DataException if it is missing, corrupt, truncated, too long, or holds something else
     */
    public static Idx read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), Files.size(file));
        } catch (IOException failure) {
            throw DataException.unreadable(file, failure);
        }
    }

    /**
     * Reads images and their labels, such as any of the MNIST family.
     *
     * @param name for people
     * @param images IDX file of rank 3 [N, H, W]
     * @param labels IDX file of rank 1 [N]
     * @param classNames names of the classes in label order
     * @throws DataException if a file cannot be read or the two do not fit together
     */
    public static Dataset dataset(String name, Path images, Path labels, List<String> classNames) {
        Map<String, String> hashes = new LinkedHashMap<>();
        Idx pixels = read(images);
        Idx classes = read(labels);
        hashes.put(fileName(images), pixels.sha256());
        hashes.put(fileName(labels), classes.sha256());
        Path directory = images.toAbsolutePath().getParent();
        return dataset(
                name,
                pixels,
                images.toString(),
                classes,
                labels.toString(),
                classNames,
                Provenance.of(directory.toString(), hashes));
    }

    static Dataset dataset(
            String name,
            Idx images,
            String imagesFile,
            Idx labels,
            String labelsFile,
            List<String> classNames,
            Provenance provenance) {
        if (images.shape.size() != 3) {
            throw new DataException(imagesFile + " holds an array of shape " + images.shape
                    + ", expected images [count, height, width]");
        }
        if (labels.shape.size() != 1) {
            throw new DataException(
                    labelsFile + " holds an array of shape " + labels.shape + ", expected labels [count]");
        }
        int count = images.shape.get(0);
        if (labels.shape.get(0) != count) {
            throw new DataException("%s holds %d images, but %s holds %d labels"
                    .formatted(imagesFile, count, labelsFile, labels.shape.get(0)));
        }
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            classes[i] = labels.values[i] & 0xff;
            if (classes[i] >= classNames.size()) {
                throw new DataException("%s: label %d is %d, expected 0 to %d"
                        .formatted(labelsFile, i, classes[i], classNames.size() - 1));
            }
        }
        return new Dataset(
                name, 1, images.shape.get(1), images.shape.get(2), images.values, classes, classNames, provenance);
    }

    /**
     * Reads from a stream, which is left open.
     *
     * @param name of the stream in error messages
     * @param stored length of the stream in bytes
     */
    static Idx read(InputStream stream, String name, long stored) throws IOException {
        try {
            return parse(new BufferedInputStream(stream), name, stored);
        } catch (EOFException end) {
            throw new DataException(name + " is truncated: its gzip stream ends early", end);
        } catch (ZipException corrupt) {
            throw new DataException(name + " is corrupt: " + corrupt.getMessage(), corrupt);
        }
    }

    private static Idx parse(BufferedInputStream stored, String name, long length) throws IOException {
        boolean packed = isGzip(stored);
        DigestInputStream in =
                new DigestInputStream(packed ? new GZIPInputStream(stored, 1 << 16) : stored, Sha256.digest());
        int magic = readInt(in, name, "the magic number");
        int type = magic >>> 8;
        int rank = magic & 0xff;
        if (OTHER_TYPES.containsKey(type)) {
            throw new DataException(name + " holds " + OTHER_TYPES.get(type) + ", expected unsigned bytes");
        }
        if (type != UNSIGNED_BYTE || rank == 0) {
            throw new DataException(
                    "%s is not an IDX file: it starts with 0x%08x, expected 0x00000803 (images) or 0x00000801 (labels)"
                            .formatted(name, magic));
        }
        List<Integer> shape = new ArrayList<>();
        long size = 1;
        // Checked before memory is asked for, so that a corrupt header cannot exhaust it.
        long limit = Math.min(Integer.MAX_VALUE - 8L, packed ? length * LARGEST_RATIO : Long.MAX_VALUE);
        for (int d = 0; d < rank; d++) {
            int dimension = readInt(in, name, "dimension " + d);
            shape.add(dimension);
            size = dimension < 1 ? 0 : size * dimension;
            if (size < 1 || size > limit) {
                throw new DataException("%s has dimensions %s%s, which cannot be right for a file of %,d bytes"
                        .formatted(name, shape, d < rank - 1 ? " and more" : "", length));
            }
        }
        long present = length - 4 - 4L * rank;
        if (!packed && present < size) {
            throw truncated(name, shape, size, present);
        }
        byte[] values = new byte[(int) size];
        int read = in.readNBytes(values, 0, values.length);
        if (read < values.length) {
            throw truncated(name, shape, size, read);
        }
        if (in.read() != -1) {
            throw new DataException("%s is longer than its shape %s says: there are bytes after the %d it needs"
                    .formatted(name, shape, values.length));
        }
        return new Idx(List.copyOf(shape), values, Sha256.hex(in.getMessageDigest()));
    }

    private static DataException truncated(String name, List<Integer> shape, long needed, long found) {
        return new DataException(
                "%s is truncated: shape %s needs %d bytes, found %d".formatted(name, shape, needed, found));
    }

    static boolean isGzip(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private static int readInt(InputStream in, String name, String what) throws IOException {
        byte[] bytes = in.readNBytes(4);
        if (bytes.length < 4) {
            throw new DataException(name + " is truncated: it ends in " + what);
        }
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    private static String fileName(Path file) {
        return file.getFileName().toString();
    }

    @Override
    public String toString() {
        return "IDX array of unsigned bytes, shape " + shape;
    }
}
