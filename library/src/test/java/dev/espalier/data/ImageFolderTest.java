package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageFolderTest {

    @TempDir
    Path directory;

    private Path pets;

    @BeforeEach
    void write() throws IOException {
        pets = directory.resolve("pets");
        image("pets/dog/b.png", 2, 3, 40);
        image("pets/cat/2.png", 2, 3, 20);
        image("pets/cat/10.PNG", 2, 3, 10);
        image("pets/dog/a/c.bmp", 2, 3, 30);
    }

    @Test
    void classesAndImagesComeInTheOrderOfTheirNames() {
        Dataset data = ImageFolder.grey(pets).load();
        assertThat(data.classNames()).containsExactly("cat", "dog");
        assertThat(numbers(data)).containsExactly(10, 20, 30, 40);
        assertThat(data.counts()).containsExactly(2, 2);
        assertThat(data).hasToString("pets: 4 images of 1x2x3, 2 classes of 2\n  from " + pets);
    }

    @Test
    void colourHasThreeChannels() {
        Dataset data = ImageFolder.rgb(pets).load();
        assertThat(data.channels()).isEqualTo(3);
        assertThat(data.pixels(0)).hasSize(18).containsOnly(10);
    }

    @Test
    void anArchiveHoldsTheSameDatasetAsItsDirectory() throws IOException {
        Dataset folder = ImageFolder.grey(pets).load();
        Dataset flat = ImageFolder.grey(zip("flat.zip", "")).load();
        Dataset wrapped = ImageFolder.grey(zip("wrapped.zip", "pets-1.0/data/")).load();
        assertThat(numbers(flat)).isEqualTo(numbers(folder));
        assertThat(flat.provenance().sha256().get("flat.zip"))
                .isEqualTo(folder.provenance().sha256().get("pets"))
                .isEqualTo(wrapped.provenance().sha256().get("wrapped.zip"));
        assertThat(flat.name()).isEqualTo("flat");
    }

    @Test
    void theHashFollowsNamesAndContents() throws IOException {
        String before = ImageFolder.grey(pets).load().provenance().sha256().get("pets");
        Files.move(pets.resolve("dog/b.png"), pets.resolve("dog/d.png"));
        String renamed = ImageFolder.grey(pets).load().provenance().sha256().get("pets");
        image("pets/dog/d.png", 2, 3, 41);
        String changed = ImageFolder.grey(pets).load().provenance().sha256().get("pets");
        assertThat(List.of(before, renamed, changed)).doesNotHaveDuplicates();
    }

    @Test
    void trainAndTestMakeASplit() throws IOException {
        image("parts/train/cat/1.png", 2, 2, 1);
        image("parts/train/dog/1.png", 2, 2, 2);
        image("parts/test/cat/1.png", 2, 2, 3);
        image("parts/test/dog/1.png", 2, 2, 4);
        ImageFolder parts = ImageFolder.grey(directory.resolve("parts"));
        assertThat(parts.hasParts()).isTrue();
        assertThat(ImageFolder.grey(pets).hasParts()).isFalse();
        Split split = parts.loadSplit();
        assertThat(numbers(split.train())).containsExactly(1, 2);
        assertThat(numbers(split.test())).containsExactly(3, 4);
        assertThat(split.test().toString()).startsWith("parts test: 2 images").contains("parts (test)");
    }

    @Test
    void theTestPartMustHaveTheSizeOfTheTrainingPart() throws IOException {
        image("parts/train/cat/1.png", 2, 2, 1);
        image("parts/test/cat/1.png", 2, 5, 3);
        Path parts = directory.resolve("parts");
        assertThatThrownBy(() -> ImageFolder.grey(parts).loadSplit())
                .isInstanceOf(DataException.class)
                .hasMessage(parts + " has images of 2x2 pixels in train, but 2x5 in test; ask for one size with"
                        + " resized(height, width)");
    }

    @Test
    void imagesAreBroughtToTheSizeAskedFor() throws IOException {
        image("pets/dog/large.jpg", 40, 50, 90);
        Dataset data = ImageFolder.grey(pets).resized(4, 5).load();
        assertThat(data.height()).isEqualTo(4);
        assertThat(data.width()).isEqualTo(5);
        assertThat(numbers(data)).containsExactly(10, 20, 30, 40, 90);
    }

    @Test
    void otherFilesAreIgnoredWithANoteAndSystemFilesWithoutOne() throws IOException {
        text("pets/readme.txt");
        text("pets/cat/notes.csv");
        text("pets/cat/.DS_Store");
        text("pets/__MACOSX/cat/._1.png");
        Dataset data = ImageFolder.grey(pets).load();
        assertThat(data.size()).isEqualTo(4);
        assertThat(data.provenance().notes())
                .containsExactly("2 files ignored, not an image in a class folder, such as readme.txt");
    }

    @Test
    void progressCountsImages() {
        List<Long> counted = new ArrayList<>();
        Progress progress = (title, unit, total) -> {
            assertThat(title + ", " + total + " " + unit).isEqualTo("load pets, 4 images");
            return new Progress.Task() {
                @Override
                public void at(long done, String note) {
                    counted.add(done);
                }

                @Override
                public void close() {
                    counted.add(-1L);
                }
            };
        };
        ImageFolder.grey(pets).load(progress, Cancellation.NEVER);
        assertThat(counted).containsExactly(1L, 2L, 3L, 4L, -1L);
    }

    @Test
    void cancellationStopsTheLoading() {
        assertThatThrownBy(() -> ImageFolder.grey(pets).load(Progress.NONE, () -> true))
                .isInstanceOf(CancellationException.class)
                .hasMessage("loading of " + pets + " cancelled");
    }

    private interface Damage {
        void to(ImageFolderTest test) throws IOException;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void badFoldersAreNamed(String message, Damage damage) throws IOException {
        damage.to(this);
        assertThatThrownBy(() -> ImageFolder.grey(pets).load())
                .isInstanceOf(DataException.class)
                .hasMessage(message.replace("PETS", pets.toString()));
    }

    static Stream<Arguments> badFoldersAreNamed() {
        return Stream.of(
                row(
                        "PETS does not exist, expected a directory or zip archive of class folders",
                        test -> test.pets = test.pets.resolve("nowhere")),
                row("PETS is neither a directory nor a zip archive", test -> test.pets = test.text("some.txt")),
                row("PETS cannot be read: zip END header not found", test -> test.pets = test.text("broken.zip")),
                row(
                        "PETS holds no folders, expected one per class with its images inside",
                        test -> test.pets = test.pets.resolve("cat")),
                row(
                        "class folder bird of PETS holds no images (bmp, gif, jpeg, jpg, png, tif, tiff), but 1 other"
                                + " files; delete it or fill it",
                        test -> test.text("pets/bird/1.webp")),
                row(
                        "image dog/x.png of PETS cannot be read: its contents are not those of an image",
                        test -> test.text("pets/dog/x.png")),
                row(
                        "dog/x.png of PETS has 3x3 pixels, but cat/10.PNG has 2x3; ask for one size with"
                                + " resized(height, width)",
                        test -> test.image("pets/dog/x.png", 3, 3, 0)),
                row("PETS has a training and a test part; load both with loadSplit()", test -> {
                    test.image("pets/train/x/1.png", 1, 1, 0);
                    test.image("pets/test/x/1.png", 1, 1, 0);
                }));
    }

    @Test
    void aSplitThatIsNoneIsNamed() throws IOException {
        assertThatThrownBy(() -> ImageFolder.grey(pets).loadSplit())
                .hasMessage(pets
                        + " does not have the folders train and test; load it with load() and split(fraction, seed)");
        image("parts/train/cat/1.png", 2, 2, 1);
        image("parts/test/cats/1.png", 2, 2, 3);
        Path parts = directory.resolve("parts");
        assertThatThrownBy(() -> ImageFolder.grey(parts).loadSplit())
                .hasMessage(parts + " has other classes in train than in test: [cat] and [cats]");
    }

    @Test
    void aDamagedArchiveIsNamed() throws IOException {
        Path archive = zip("pets.zip", "");
        byte[] bytes = Files.readAllBytes(archive);
        // The entry is stored, not compressed: its name is followed by its contents.
        int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("cat/2.png");
        bytes[name + "cat/2.png".length() + 45] ^= 1;
        Files.write(archive, bytes);
        assertThatThrownBy(() -> ImageFolder.grey(archive).load())
                .isInstanceOf(DataException.class)
                .hasMessage("image cat/2.png of " + archive
                        + " cannot be read: it does not match its check sum in the archive");
    }

    @Test
    void optionsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> ImageFolder.grey(pets).resized(0, 5))
                .hasMessage("images of 0x5 pixels: expected at least 1x1");
        assertThatThrownBy(() -> new ImageFolder(pets, 4, ImageFolder.grey(pets).size()))
                .hasMessage("channels must be 1 (grey) or 3 (red, green, blue), found 4");
    }

    private static List<Integer> numbers(Dataset data) {
        return Stream.iterate(0, i -> i < data.size(), i -> i + 1)
                .map(i -> data.pixels(i)[0] & 0xff)
                .toList();
    }

    private void image(String name, int height, int width, int grey) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < height * width; p++) {
            image.setRGB(p % width, p / width, grey << 16 | grey << 8 | grey);
        }
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        String format = name.substring(name.lastIndexOf('.') + 1);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    }

    private Path text(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "not an image");
    }

    /** The pets directory as an archive without entries for folders, nothing compressed. */
    private Path zip(String name, String prefix) throws IOException {
        Path archive = directory.resolve(name);
        try (OutputStream file = Files.newOutputStream(archive);
                ZipOutputStream out = new ZipOutputStream(file);
                Stream<Path> files = Files.walk(pets)) {
            out.setLevel(0);
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(prefix + pets.relativize(path)));
                Files.copy(path, out);
            }
        }
        return archive;
    }

    private static Arguments row(String message, Damage damage) {
        return Arguments.of(message, damage);
    }
}
