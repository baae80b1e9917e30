package dev.espalier.model.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A zip of a few named byte strings. Entries are stored, not deflated, all with one date: the bytes then depend on the
 * content alone, whatever library compresses.
 */
final class Archive {

    private static final LocalDateTime DATE = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final long LARGEST_ENTRY = Integer.MAX_VALUE - 8;

    private Archive() {}

    static void write(Map<String, byte[]> entries, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.STORED);
        for (Map.Entry<String, byte[]> content : entries.entrySet()) {
            ZipEntry entry = new ZipEntry(content.getKey());
            entry.setTimeLocal(DATE);
            entry.setSize(content.getValue().length);
            entry.setCrc(checksum(content.getValue()));
            zip.putNextEntry(entry);
            zip.write(content.getValue());
            zip.closeEntry();
        }
        zip.finish();
    }

    static Map<String, byte[]> read(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            Enumeration<? extends ZipEntry> contents = zip.entries();
            for (ZipEntry entry : Collections.list(contents)) {
                if (entries.put(entry.getName(), read(zip, entry)) != null) {
                    throw new FormatException("entry " + entry.getName() + " is there twice");
                }
            }
            return entries;
        } catch (ZipException noZip) {
            throw new FormatException(
                    startsLikeZip(file) ? "the file is cut off or damaged" : "the file is no zip archive", noZip);
        }
    }

    /** Reads an archive that stands inside another file; that file's checksum covers it. */
    static Map<String, byte[]> read(InputStream in) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entries.put(entry.getName(), zip.readAllBytes()) != null) {
                    throw new FormatException("entry " + entry.getName() + " is there twice");
                }
            }
            return entries;
        } catch (ZipException | EOFException damaged) {
            throw new FormatException("the archive is cut off or damaged", damaged);
        }
    }

    private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        if (entry.getSize() > LARGEST_ENTRY) {
            throw new FormatException("entry " + entry.getName() + " claims " + entry.getSize() + " bytes; at most "
                    + LARGEST_ENTRY + " can be read");
        }
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = in.readNBytes((int) entry.getSize());
        } catch (ZipException | EOFException damaged) {
            throw new FormatException("entry " + entry.getName() + " is damaged: it cannot be unpacked", damaged);
        }
        if (bytes.length != entry.getSize() || checksum(bytes) != entry.getCrc()) {
            throw new FormatException("entry " + entry.getName() + " is damaged: its checksum does not fit");
        }
        return bytes;
    }

    private static boolean startsLikeZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2 && start[0] == 'P' && start[1] == 'K';
        }
    }

    private static long checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
