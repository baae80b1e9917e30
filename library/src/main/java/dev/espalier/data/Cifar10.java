package dev.espalier.data;

import dev.espalier.data.KnownFiles.Found;
import dev.espalier.data.KnownFiles.KnownFile;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * CIFAR-10: 50,000 training and 10,000 test photographs in colour, 32x32, ten balanced classes (Krizhevsky 2009, Learning
 * Multiple Layers of Features from Tiny Images), in the binary version of its authors: records of a byte for the class and
 * 3,072 for the pixels, all red ones first, then green, then blue.
 *
 * <p>Copies as JPEG, as a folder for each class, are read by {@link ImageFolder}; numbers measured on them are lower and cannot
 * be compared with those on this one.
 */
public final class Cifar10 {

    /** In label order. */
    public static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final int SIDE = 32;
    private static final int PIXELS = 3 * SIDE * SIDE;
    private static final long BATCH_BYTES = 10_000L * (1 + PIXELS);
    private static final String FOLDER = "cifar-10-batches-bin";

    /** The test images are the last. */
    private static final KnownFiles UNPACKED = new KnownFiles(
            "CIFAR-10",
            FOLDER,
            List.of(
                    batch("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
                    batch("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
                    batch("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
                    batch("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
                    batch("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
                    batch("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
            List.of(),
            Optional.empty());

    private static final KnownFiles ARCHIVE = new KnownFiles(
            "CIFAR-10",
            "cifar-10",
            List.of(KnownFile.asPublished(
                    "cifar-10-binary.tar.gz",
                    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                    170_052_171)),
            List.of(URI.create("https://www.cs.toronto.edu/~kriz/")),
            Optional.empty());

    private Cifar10() {}

    private static KnownFile batch(String name, String sha256) {
        return new KnownFile(name, sha256, BATCH_BYTES);
    }

    /** Whether {@link #load} would find its files on this machine, and download nothing. */
    public static boolean isIn(DataPlaces places) {
        return UNPACKED.findLocally(places).isPresent()
                || ARCHIVE.findLocally(places).isPresent();
    }

    /** Loads from the places of this process. */
    public static Split load() {
        return load(DataPlaces.system(), Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Loads the unpacked files ({@code cifar-10-batches-bin}) or the archive ({@code cifar-10/cifar-10-binary.tar.gz}) from the
     * first place that has them: the user's directory, the distribution's packages, the cache; else downloads the archive.
     *
     * @throws DataException if a file is damaged, or the set cannot be had; the message lists the places
     * @throws java.util.concurrent.CancellationException if asked to stop while downloading
     */
    public static Split load(DataPlaces places, Progress progress, Cancellation cancellation) {
        return load(UNPACKED, ARCHIVE, places, Download.standard(), progress, cancellation);
    }

    static Split load(
            KnownFiles unpacked,
            KnownFiles archive,
            DataPlaces places,
            Download download,
            Progress progress,
            Cancellation cancellation) {
        Optional<Found> files = unpacked.findLocally(places);
        if (files.isPresent()) {
            Map<String, byte[]> contents = new LinkedHashMap<>();
            files.get().files().forEach((name, path) -> contents.put(name, bytes(path)));
            return split(unpacked, contents, files.get().directory());
        }
        Found found = archive.find(places, download, progress, cancellation);
        Path packed = found.files().values().iterator().next();
        return split(unpacked, TarArchive.read(packed), packed);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw DataException.unreadable(file, failure);
        }
    }

    private static Split split(KnownFiles known, Map<String, byte[]> contents, Path place) {
        List<KnownFile> files = known.files();
        int last = files.size() - 1;
        return new Split(
                part("CIFAR-10 train", known, files.subList(0, last), contents, place),
                part("CIFAR-10 test", known, files.subList(last, last + 1), contents, place));
    }

    private static Dataset part(
            String title, KnownFiles known, List<KnownFile> files, Map<String, byte[]> contents, Path place) {
        Map<String, String> hashes = new LinkedHashMap<>();
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (KnownFile file : files) {
            byte[] batch = Optional.ofNullable(contents.get(file.name()))
                    .or(() -> Optional.ofNullable(contents.get(FOLDER + "/" + file.name())))
                    .orElseThrow(() -> new DataException(
                            place + " has no " + file.name() + "; it has " + String.join(", ", contents.keySet())));
            String sha256 = Sha256.hex(batch);
            known.verify(file, place.resolve(file.name()), sha256);
            hashes.put(file.name(), sha256);
            records.writeBytes(batch);
        }
        return dataset(title, records.toByteArray(), Provenance.of(place.toString(), hashes));
    }

    /**
     * Images of records.
     *
     * @throws DataException if they are cut off, or one has a class that there is not
     */
    static Dataset dataset(String title, byte[] records, Provenance provenance) {
        int count = records.length / (1 + PIXELS);
        if (count == 0 || records.length % (1 + PIXELS) != 0) {
            throw new DataException("%s in %s has %,d bytes, which is no number of records of %,d bytes"
                    .formatted(title, provenance.place(), records.length, 1 + PIXELS));
        }
        int[] labels = new int[count];
        byte[] pixels = new byte[count * PIXELS];
        for (int i = 0; i < count; i++) {
            int at = i * (1 + PIXELS);
            labels[i] = records[at] & 0xff;
            if (labels[i] >= CLASSES.size()) {
                throw new DataException("%s in %s: image %d is of class %d, expected 0 to %d"
                        .formatted(title, provenance.place(), i, labels[i], CLASSES.size() - 1));
            }
            System.arraycopy(records, at + 1, pixels, i * PIXELS, PIXELS);
        }
        return new Dataset(title, 3, SIDE, SIDE, pixels, labels, CLASSES, provenance);
    }
}
