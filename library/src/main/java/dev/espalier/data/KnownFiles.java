package dev.espalier.data;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The files of a published dataset, known by what they hold, and how to find them: in the user's directory, in the
 * distribution's package, in the cache, or at the addresses they are published at.
 *
 * @param title of the dataset
 * @param folder they are kept in, inside each place
 * @param files all of them
 * @param addresses directories on the web that hold them, the canonical one first; each ends in a slash
 * @param distributionPackage name of the Debian package that installs them, if there is one
 */
record KnownFiles(
        String title, String folder, List<KnownFile> files, List<URI> addresses, Optional<String> distributionPackage) {

    /**
     * One file.
     *
     * @param name as published, with {@code .gz}
     * @param sha256 of its unpacked contents: distributions pack the same contents anew
     * @param bytes its length as published
     * @param packed whether {@code sha256} is that of the file as it is published instead
     */
    record KnownFile(String name, String sha256, long bytes, boolean packed) {

        KnownFile(String name, String sha256, long bytes) {
            this(name, sha256, bytes, false);
        }

        /** An archive, whose own digest is the one that is published. */
        static KnownFile asPublished(String name, String sha256, long bytes) {
            return new KnownFile(name, sha256, bytes, true);
        }
    }

    /** The files by published name, and the directory they were found in. */
    record Found(Path directory, Map<String, Path> files) {}

    /**
     * Finds the files, downloading them to the cache if they are nowhere else.
     *
     * @throws DataException if they cannot be had; the message lists every place with the command that would fill it
     */
    Found find(DataPlaces places, Download download, Progress progress, Cancellation cancellation) {
        Optional<Found> local = findLocally(places);
        if (local.isPresent()) {
            return local.get();
        }
        Path packaged = places.packages().resolve(folder);
        Path cached = places.cache().resolve(folder);
        List<String> failures = new ArrayList<>();
        for (URI address : addresses) {
            try {
                fetchMissing(address, cached, download, progress, cancellation);
                return new Found(cached, present(cached));
            } catch (IOException failure) {
                failures.add(address + ": " + failure.getMessage());
            }
        }
        throw new DataException(notFound(places.given(), packaged, cached, failures));
    }

    /** Finds the files on this machine. */
    Optional<Found> findLocally(DataPlaces places) {
        List<Path> directories = new ArrayList<>();
        places.given().ifPresent(given -> directories.addAll(List.of(given.resolve(folder), given)));
        directories.add(places.packages().resolve(folder));
        directories.add(places.cache().resolve(folder));
        for (Path directory : directories) {
            Map<String, Path> present = present(directory);
            if (present.size() == files.size()) {
                return Optional.of(new Found(directory, present));
            }
        }
        return Optional.empty();
    }

    /** @throws DataException if a file that was read does not hold what it is known for */
    void verify(KnownFile known, Path file, String sha256) {
        if (!known.sha256.equals(sha256)) {
            throw new DataException(
                    "%s is not the %s file of that name: SHA-256 of its contents is %s, expected %s; delete it and load again"
                            .formatted(file, title, sha256, known.sha256));
        }
    }

    private Map<String, Path> present(Path directory) {
        Map<String, Path> present = new LinkedHashMap<>();
        for (KnownFile file : files) {
            Path packed = directory.resolve(file.name);
            Path plain = directory.resolve(file.name.replaceFirst("\\.gz$", ""));
            if (Files.isRegularFile(packed)) {
                present.put(file.name, packed);
            } else if (Files.isRegularFile(plain)) {
                present.put(file.name, plain);
            }
        }
        return present;
    }

    /** Files already in the cache are kept, so an interrupted download goes on with the file it was stopped in. */
    private void fetchMissing(
            URI address, Path directory, Download download, Progress progress, Cancellation cancellation)
            throws IOException {
        Files.createDirectories(directory);
        Map<String, Path> present = present(directory);
        for (KnownFile file : files) {
            if (present.containsKey(file.name)) {
                continue;
            }
            Path part = Files.createTempFile(directory, file.name, ".part");
            try {
                download.fetch(address.resolve(file.name), part, file.bytes, progress, cancellation);
                String found = contentHash(part, file);
                if (!found.equals(file.sha256)) {
                    throw new IOException("%s does not hold what it should: SHA-256 of its contents is %s, expected %s"
                            .formatted(file.name, found, file.sha256));
                }
                Files.move(part, directory.resolve(file.name), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    /** @throws DataException if a file does not hold what it is known for, or cannot be read */
    void verify(Found found) {
        for (KnownFile file : files) {
            Path path = found.files.get(file.name);
            try {
                verify(file, path, contentHash(path, file));
            } catch (IOException failure) {
                throw DataException.unreadable(path, failure);
            }
        }
    }

    private static String contentHash(Path file, KnownFile known) throws IOException {
        try (InputStream open = Files.newInputStream(file);
                BufferedInputStream stored = new BufferedInputStream(open);
                InputStream contents =
                        !known.packed && Idx.isGzip(stored) ? new GZIPInputStream(stored, 1 << 16) : stored;
                DigestInputStream in = new DigestInputStream(contents, Sha256.digest())) {
            in.transferTo(OutputStream.nullOutputStream());
            return Sha256.hex(in.getMessageDigest());
        } catch (EOFException end) {
            throw new IOException(known.name + " arrived incomplete", end);
        } catch (ZipException corrupt) {
            throw new IOException(known.name + " arrived corrupt: " + corrupt.getMessage(), corrupt);
        }
    }

    private String notFound(Optional<Path> given, Path packaged, Path cached, List<String> failures) {
        String names = files.stream().map(KnownFile::name).collect(Collectors.joining(" "));
        String urls = files.stream()
                .map(file -> addresses.get(0).resolve(file.name).toString())
                .collect(Collectors.joining(" "));
        List<String> ways = new ArrayList<>();
        ways.add("$ESPALIER_DATA %s: export ESPALIER_DATA=DIR, with the files in DIR/%s"
                .formatted(
                        given.map(path -> "(" + path + ") " + missing(path.resolve(folder)))
                                .orElse("is not set"),
                        folder));
        distributionPackage.ifPresent(
                name -> ways.add("%s %s: sudo apt-get install %s".formatted(packaged, missing(packaged), name)));
        ways.add("%s %s: cp %s %s".formatted(cached, missing(cached), names, cached));
        ways.add("download failed (%s): curl -fL --create-dirs --output-dir %s --remote-name-all %s"
                .formatted(String.join("; ", failures), cached, urls));
        StringBuilder text = new StringBuilder(
                title + " was not found in any of " + (ways.size() == 4 ? "four" : "three") + " places:");
        for (int i = 0; i < ways.size(); i++) {
            text.append("\n  ").append(i + 1).append(". ").append(ways.get(i));
        }
        return text.toString();
    }

    private String missing(Path directory) {
        return Files.isDirectory(directory)
                ? "lacks " + (files.size() - present(directory).size()) + " of the " + files.size() + " files"
                : "does not hold them";
    }
}
