package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxTest {

    private static final byte[] TWO_IMAGES = FashionMnistExcerptWriter.idx(new byte[] {1, 2, 3, 4, 5, -1}, 2, 1, 3);
    private static final byte[] TWO_LABELS = FashionMnistExcerptWriter.idx(new byte[] {1, 0}, 2);

    @TempDir
    Path directory;

    private Path images;
    private Path labels;

    @BeforeEach
    void write() throws IOException {
        images = Files.write(directory.resolve("images"), TWO_IMAGES);
        labels = Files.write(directory.resolve("labels.gz"), FashionMnistExcerptWriter.gzip(TWO_LABELS));
    }

    @Test
    void readsPlainAndPackedFiles() throws IOException {
        Idx plain = Idx.read(images);
        Idx packed = Idx.read(Files.write(images, FashionMnistExcerptWriter.gzip(TWO_IMAGES)));
        assertThat(plain.shape()).containsExactly(2, 1, 3);
        assertThat(plain.values()).containsExactly(1, 2, 3, 4, 5, -1);
        assertThat(packed.values()).isEqualTo(plain.values());
        assertThat(packed.sha256()).isEqualTo(plain.sha256()).isEqualTo(sha256(TWO_IMAGES));
    }

    @Test
    void imagesAndLabelsMakeADataset() {
        Dataset data = Idx.dataset("two", images, labels, List.of("a", "b"));
        assertThat(data.label(0)).isEqualTo(1);
        assertThat(data.pixels(1)).containsExactly(4, 5, -1);
        assertThat(data.provenance().sha256()).containsEntry("images", sha256(TWO_IMAGES));
        assertThat(data.toString()).contains("two: 2 images of 1x1x3, 2 classes of 1", directory.toString());
    }

    @Test
    void aHeaderWithoutElementsIsTruncatedNotTrusted() throws IOException {
        byte[] huge = HexFormat.of().parseHex("00000803" + "0000ea60" + "0000001c" + "0000001c");
        Files.write(images, huge);
        assertThatThrownBy(() -> Idx.read(images))
                .hasMessage(images + " is truncated: shape [60000, 28, 28] needs 47040000 bytes, found 0");
        byte[] packed = FashionMnistExcerptWriter.gzip(huge);
        Files.write(images, packed);
        assertThatThrownBy(() -> Idx.read(images))
                .hasMessage(images + " has dimensions [60000] and more, which cannot be right for a file of "
                        + packed.length + " bytes");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void badFilesAreNamed(String message, byte[] contents) throws IOException {
        Files.write(images, contents);
        assertThatThrownBy(() -> Idx.dataset("two", images, labels, List.of("a", "b")))
                .isInstanceOf(DataException.class)
                .hasMessage(message.replace("IMAGES", images.toString()).replace("LABELS", labels.toString()));
    }

    static Stream<Arguments> badFilesAreNamed() {
        byte[] packed = FashionMnistExcerptWriter.gzip(TWO_IMAGES);
        byte[] badBlock = packed.clone();
        badBlock[10] = 0x07;
        byte[] wrongSum = packed.clone();
        wrongSum[wrongSum.length - 6] ^= 1;
        return Stream.of(
                row("IMAGES is truncated: it ends in the magic number", new byte[0]),
                row("IMAGES is truncated: it ends in dimension 1", Arrays.copyOf(TWO_IMAGES, 10)),
                row(
                        "IMAGES is truncated: shape [2, 1, 3] needs 6 bytes, found 5",
                        Arrays.copyOf(TWO_IMAGES, TWO_IMAGES.length - 1)),
                row(
                        "IMAGES is truncated: shape [2, 1, 3] needs 6 bytes, found 5",
                        FashionMnistExcerptWriter.gzip(Arrays.copyOf(TWO_IMAGES, TWO_IMAGES.length - 1))),
                row("IMAGES is truncated: its gzip stream ends early", Arrays.copyOf(packed, packed.length - 3)),
                row("IMAGES is corrupt: invalid block type", badBlock),
                row("IMAGES is corrupt: Corrupt GZIP trailer", wrongSum),
                row(
                        "IMAGES is longer than its shape [2, 1, 3] says: there are bytes after the 6 it needs",
                        Arrays.copyOf(TWO_IMAGES, TWO_IMAGES.length + 1)),
                row(
                        "IMAGES is not an IDX file: it starts with 0x89504e47, expected 0x00000803 (images) or"
                                + " 0x00000801 (labels)",
                        HexFormat.of().parseHex("89504e470d0a1a0a")),
                row(
                        "IMAGES holds float32, expected unsigned bytes",
                        HexFormat.of().parseHex("00000d0100000001")),
                row(
                        "IMAGES has dimensions [-1] and more, which cannot be right for a file of 16 bytes",
                        HexFormat.of().parseHex("00000803ffffffff0000000100000001")),
                row(
                        "IMAGES has dimensions [2147483647] and more, which cannot be right for a file of 16"
                                + " bytes",
                        HexFormat.of().parseHex("000008037fffffff7fffffff00000001")),
                row("IMAGES holds an array of shape [2], expected images [count, height, width]", TWO_LABELS),
                row(
                        "IMAGES holds 3 images, but LABELS holds 2 labels",
                        FashionMnistExcerptWriter.idx(new byte[3], 3, 1, 1)));
    }

    @Test
    void badLabelsAreNamed() throws IOException {
        Files.write(labels, FashionMnistExcerptWriter.idx(new byte[] {0, 7}, 2));
        assertThatThrownBy(() -> Idx.dataset("two", images, labels, List.of("a", "b")))
                .hasMessage(labels + ": label 1 is 7, expected 0 to 1");
        Files.write(labels, TWO_IMAGES);
        assertThatThrownBy(() -> Idx.dataset("two", images, labels, List.of("a", "b")))
                .hasMessage(labels + " holds an array of shape [2, 1, 3], expected labels [count]");
    }

    @Test
    void aMissingFileIsNamed() {
        Path nowhere = directory.resolve("nowhere");
        assertThatThrownBy(() -> Idx.read(nowhere)).hasMessage(nowhere + " does not exist");
        assertThatThrownBy(() -> Idx.read(directory))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(directory + " cannot be read: ");
    }

    private static Arguments row(String message, byte[] contents) {
        return Arguments.of(message, contents);
    }

    private static String sha256(byte[] contents) {
        return HexFormat.of().formatHex(Sha256.digest().digest(contents));
    }
}
