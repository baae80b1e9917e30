package dev.espalier.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Files in a tar archive (POSIX.1-1988, ustar), plain or gzip, told apart by content. */
final class TarArchive {

    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE_AT = 156;
    private static final int MOST_BYTES = 1 << 28;

    private TarArchive() {}

    /**
     * The contents of all ordinary files by their names.
     *
     * @throws DataException if the file is missing, corrupt or cut off
     */
    static Map<String, byte[]> read(Path archive) {
        return read(archive, name -> true);
    }

    /**
     * The contents of some of the ordinary files by their names.
     *
     * @param wanted which, by name
     * @throws DataException as above
     */
    static Map<String, byte[]> read(Path archive, Predicate<String> wanted) {
        try (BufferedInputStream stored = new BufferedInputStream(Files.newInputStream(archive));
                InputStream in = Idx.isGzip(stored) ? new GZIPInputStream(stored, 1 << 16) : stored) {
            return read(in, archive, wanted);
        } catch (EOFException cut) {
            throw new DataException(archive + " is truncated; delete it and load again", cut);
        } catch (ZipException corrupt) {
            throw new DataException(archive + " is corrupt: " + corrupt.getMessage(), corrupt);
        } catch (IOException failure) {
            throw DataException.unreadable(archive, failure);
        }
    }

    private static Map<String, byte[]> read(InputStream in, Path archive, Predicate<String> wanted) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (byte[] header = exactly(in, BLOCK); header[0] != 0; header = exactly(in, BLOCK)) {
            String name = text(header, 0, NAME_LENGTH);
            int size = size(header, name, archive);
            if ((header[TYPE_AT] == '0' || header[TYPE_AT] == 0) && wanted.test(name)) {
                files.put(name, exactly(in, size));
            } else {
                in.skipNBytes(size);
            }
            in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        }
        return files;
    }

    private static int size(byte[] header, String name, Path archive) {
        String octal = text(header, SIZE_AT, SIZE_LENGTH).trim();
        if (!octal.matches("[0-7]{1,11}") || Long.parseLong(octal, 8) > MOST_BYTES) {
            throw new DataException(
                    "%s is no tar archive: its file '%s' has the size '%s', expected an octal number up to %o"
                            .formatted(archive, name, octal, MOST_BYTES));
        }
        return Integer.parseInt(octal, 8);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.US_ASCII);
    }
}
