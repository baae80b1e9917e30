package dev.espalier.data;

import dev.espalier.data.KnownFiles.Found;
import dev.espalier.data.KnownFiles.KnownFile;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fashion-MNIST: 60,000 training and 10,000 test images of clothing, grey, 28x28, ten balanced classes (Xiao, Rasul,
 * Vollgraf 2017, arXiv 1708.07747; MIT licence).
 */
public final class FashionMnist {

    /** What to do where the full set is nowhere to be had. */
    public enum Missing {
        /** Throw a {@link DataException} that lists the places and how to fill them. */
        FAIL,
        /** Load {@link #excerpt()} with a note that says so. */
        EXCERPT
    }

    /** In label order. */
    public static final List<String> CLASSES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private static final KnownFile TRAIN_IMAGES = new KnownFile(
            "train-images-idx3-ubyte.gz",
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            26_421_880);
    private static final KnownFile TRAIN_LABELS = new KnownFile(
            "train-labels-idx1-ubyte.gz", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9", 29_515);
    private static final KnownFile TEST_IMAGES = new KnownFile(
            "t10k-images-idx3-ubyte.gz", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b", 4_422_102);
    private static final KnownFile TEST_LABELS = new KnownFile(
            "t10k-labels-idx1-ubyte.gz", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34", 5_148);

    private static final KnownFiles FILES = new KnownFiles(
            "Fashion-MNIST",
            "fashion-mnist",
            List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS),
            List.of(
                    URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
                    URI.create("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/")),
            Optional.of("dataset-fashion-mnist"));

    private FashionMnist() {}

    /** Where the full set is on this machine, if it is; looks, but does not read. */
    public static Optional<Path> find(DataPlaces places) {
        return FILES.findLocally(places).map(Found::directory);
    }

    /** Loads from the places of this process, or the excerpt where the full set is nowhere to be had. */
    public static Split load() {
        return load(DataPlaces.system(), Missing.EXCERPT, Progress.NONE, Cancellation.ON_INTERRUPT);
    }

    /**
     * Loads from the first place that has it: the user's directory, the distribution's package, the cache, the web.
     *
     * @throws DataException if a file is damaged, or the set cannot be had and {@code missing} says to fail
     * @throws java.util.concurrent.CancellationException if asked to stop while downloading
     */
    public static Split load(DataPlaces places, Missing missing, Progress progress, Cancellation cancellation) {
        return load(FILES, places, missing, progress, cancellation);
    }

    static Split load(
            KnownFiles known, DataPlaces places, Missing missing, Progress progress, Cancellation cancellation) {
        Found found;
        try {
            found = known.find(places, Download.standard(), progress, cancellation);
        } catch (DataException nowhere) {
            if (missing == Missing.FAIL) {
                throw nowhere;
            }
            Split excerpt = excerpt();
            String note = "the full set was not found; " + hint(known);
            return new Split(
                    excerpt.train().with(excerpt.train().provenance().noted(note)),
                    excerpt.test().with(excerpt.test().provenance().noted(note)));
        }
        return new Split(
                part(
                        "Fashion-MNIST train",
                        known,
                        known.files().get(0),
                        known.files().get(1),
                        found),
                part(
                        "Fashion-MNIST test",
                        known,
                        known.files().get(2),
                        known.files().get(3),
                        found));
    }

    private static String hint(KnownFiles known) {
        return "sudo apt-get install " + known.distributionPackage().orElseThrow()
                + ", or FashionMnist.load with Missing.FAIL, which lists every way to get it";
    }

    private static Dataset part(String name, KnownFiles known, KnownFile images, KnownFile labels, Found found) {
        Path imagesFile = found.files().get(images.name());
        Path labelsFile = found.files().get(labels.name());
        Idx pixels = Idx.read(imagesFile);
        known.verify(images, imagesFile, pixels.sha256());
        Idx classes = Idx.read(labelsFile);
        known.verify(labels, labelsFile, classes.sha256());
        Provenance provenance =
                Provenance.of(found.directory().toString(), hashes(images.name(), pixels, labels.name(), classes));
        return Idx.dataset(name, pixels, imagesFile.toString(), classes, labelsFile.toString(), CLASSES, provenance);
    }

    /**
     * The first 160 training and 40 test images of each class: 2,000 images that come with the library, so that examples
     * run anywhere. Too few for accuracies that mean anything outside a tutorial.
     */
    public static Split excerpt() {
        return new Split(excerpt("train"), excerpt("test"));
    }

    private static Dataset excerpt(String part) {
        String imagesFile = part + "-images-idx3-ubyte.gz";
        String labelsFile = part + "-labels-idx1-ubyte.gz";
        Idx images = resource(imagesFile);
        Idx labels = resource(labelsFile);
        Provenance provenance = Provenance.of(
                        "the excerpt that comes with the library", hashes(imagesFile, images, labelsFile, labels))
                .asExcerpt();
        return Idx.dataset("Fashion-MNIST " + part, images, imagesFile, labels, labelsFile, CLASSES, provenance);
    }

    private static Idx resource(String file) {
        try (InputStream in = FashionMnist.class.getResourceAsStream("fashion-mnist-excerpt/" + file)) {
            byte[] bytes = in.readAllBytes();
            return Idx.read(new ByteArrayInputStream(bytes), file, bytes.length);
        } catch (IOException failure) {
            throw new DataException("the excerpt's " + file + " cannot be read from the library's jar", failure);
        }
    }

    private static Map<String, String> hashes(String imagesFile, Idx images, String labelsFile, Idx labels) {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put(imagesFile, images.sha256());
        hashes.put(labelsFile, labels.sha256());
        return hashes;
    }
}
