package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistTest {

    private static final Path PACKAGED = Path.of("/usr/share/datasets");

    @TempDir
    Path directory;

    @Test
    void theFullSetIsWhatItsPaperSays() {
        Split full = full();
        assertThat(full.train().size()).isEqualTo(60_000);
        assertThat(full.test().size()).isEqualTo(10_000);
        assertThat(full.train().counts()).containsOnly(6_000);
        assertThat(full.test().counts()).containsOnly(1_000);
        assertThat(full.train().provenance().excerpt()).isFalse();
        assertThat(full.train())
                .hasToString(
                        """
                Fashion-MNIST train: 60,000 images of 1x28x28, 10 classes of 6,000
                  from /usr/share/datasets/fashion-mnist""");
        // The constants everyone normalizes with.
        Normalization normalization = Normalization.of(full.train());
        assertThat(normalization.mean().get(0)).isCloseTo(0.2860, within(5e-5));
        assertThat(normalization.std().get(0)).isCloseTo(0.3530, within(5e-5));
    }

    @Test
    void theExcerptIsTheFirstImagesOfEachClassOfTheFullSet() {
        Split full = full();
        Split excerpt = FashionMnist.excerpt();
        assertSame(excerpt.train(), full.train().takePerClass(FashionMnistExcerptWriter.TRAIN_PER_CLASS));
        assertSame(excerpt.test(), full.test().takePerClass(FashionMnistExcerptWriter.TEST_PER_CLASS));
    }

    @Test
    void theExcerptIsBalancedAndLabelled() {
        Split excerpt = FashionMnist.excerpt();
        assertThat(excerpt.train().counts()).containsOnly(160).hasSize(10);
        assertThat(excerpt.test().counts()).containsOnly(40).hasSize(10);
        assertThat(excerpt.train().take(100).provenance().excerpt()).isTrue();
        assertThat(excerpt)
                .hasToString(
                        """
                Fashion-MNIST train [excerpt]: 1,600 images of 1x28x28, 10 classes of 160
                  from the excerpt that comes with the library
                Fashion-MNIST test [excerpt]: 400 images of 1x28x28, 10 classes of 40
                  from the excerpt that comes with the library""");
        assertThat(excerpt.train().provenance().sha256())
                .containsEntry(
                        "train-labels-idx1-ubyte.gz",
                        "493780981a45d260a4fb83486cce245889abff22d54e2fe246a1fcffc99c1ba1");
    }

    @Test
    void theNoticeOfTheExcerptTravelsWithIt() throws IOException {
        try (InputStream notice = FashionMnist.class.getResourceAsStream("fashion-mnist-excerpt/NOTICE")) {
            assertThat(notice)
                    .asString(StandardCharsets.UTF_8)
                    .contains("Zalando SE", "MIT License", FashionMnistExcerptWriter.class.getSimpleName());
        }
    }

    @Test
    void whereTheFullSetIsNowhereTheExcerptIsLoadedWithANote() {
        Split loaded = FashionMnist.load(
                unreachable(), nowhere(), FashionMnist.Missing.EXCERPT, Progress.NONE, Cancellation.NEVER);
        assertThat(loaded.test().provenance().excerpt()).isTrue();
        assertThat(loaded.test().toString())
                .contains("[excerpt]", "note: the full set was not found; sudo apt-get install no-such-package");
    }

    @Test
    void whereTheFullSetIsNowhereAndNeededEveryPlaceIsListed() {
        assertThatThrownBy(() -> FashionMnist.load(
                        unreachable(), nowhere(), FashionMnist.Missing.FAIL, Progress.NONE, Cancellation.NEVER))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Fashion-MNIST was not found in any of four places:");
    }

    @Test
    void aFileWithOtherContentsIsRefused() throws IOException {
        Files.createDirectories(directory.resolve("fashion-mnist"));
        for (KnownFiles.KnownFile file : unreachable().files()) {
            Files.write(
                    directory.resolve("fashion-mnist").resolve(file.name()),
                    FashionMnistExcerptWriter.idx(
                            new byte[4], file.name().contains("images") ? new int[] {1, 2, 2} : new int[] {4}));
        }
        DataPlaces places = new DataPlaces(Optional.of(directory), directory, directory);
        assertThatThrownBy(() ->
                        FashionMnist.load(places, FashionMnist.Missing.EXCERPT, Progress.NONE, Cancellation.NEVER))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(directory.resolve("fashion-mnist/train-images-idx3-ubyte.gz")
                        + " is not the Fashion-MNIST file of that name: SHA-256 of its contents is ")
                .hasMessageEndingWith(
                        "expected c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888; delete it and load"
                                + " again");
    }

    private static Split full() {
        assumeTrue(
                Files.isDirectory(PACKAGED.resolve("fashion-mnist")),
                "needs the Debian package dataset-fashion-mnist: sudo apt-get install dataset-fashion-mnist");
        DataPlaces places = new DataPlaces(Optional.empty(), PACKAGED, PACKAGED);
        return FashionMnist.load(places, FashionMnist.Missing.FAIL, Progress.NONE, Cancellation.NEVER);
    }

    private DataPlaces nowhere() {
        return new DataPlaces(Optional.empty(), directory.resolve("packages"), directory.resolve("cache"));
    }

    private static KnownFiles unreachable() {
        List<KnownFiles.KnownFile> files =
                List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1").stream()
                        .map(name -> new KnownFiles.KnownFile(name + "-ubyte.gz", "0", 1))
                        .toList();
        // Port 1 (tcpmux) of this host refuses connections.
        return new KnownFiles(
                "Fashion-MNIST",
                "fashion-mnist",
                files,
                List.of(URI.create("http://127.0.0.1:1/")),
                Optional.of("no-such-package"));
    }

    private static void assertSame(Dataset actual, Dataset expected) {
        assertThat(Arrays.equals(FashionMnistExcerptWriter.images(actual), FashionMnistExcerptWriter.images(expected)))
                .isTrue();
        assertThat(FashionMnistExcerptWriter.labels(actual)).isEqualTo(FashionMnistExcerptWriter.labels(expected));
    }
}
