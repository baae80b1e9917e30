package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedFolderTest {

    private static final Dataset CLOTHES = FashionMnist.excerpt().train().take(3);
    private static final Dataset EDGES = EdgePairs.of(CLOTHES).inputs();

    @TempDir
    Path folder;

    private void write(String file, BufferedImage image) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        ImageIO.write(image, "png", path.toFile());
    }

    /** Edges at the left, clothes at the right. */
    private static BufferedImage sideBySide(int i) {
        BufferedImage both = new BufferedImage(56, 28, BufferedImage.TYPE_INT_RGB);
        both.createGraphics().drawImage(EDGES.image(i), 0, 0, null);
        both.createGraphics().drawImage(CLOTHES.image(i), 28, 0, null);
        return both;
    }

    private void expectPairs(ImagePairs pairs, int... which) {
        assertThat(pairs.size()).isEqualTo(which.length);
        for (int i = 0; i < which.length; i++) {
            assertThat(pairs.inputs().pixels(i)).isEqualTo(EDGES.pixels(which[i]));
            assertThat(pairs.targets().pixels(i)).isEqualTo(CLOTHES.pixels(which[i]));
        }
    }

    @Test
    void readsPairsSideBySide() throws IOException {
        write("train/b.png", sideBySide(1));
        write("train/a.png", sideBySide(0));
        write("val/c.png", sideBySide(2));
        PairSplit pairs = PairedFolder.grey(folder).load();
        expectPairs(pairs.train(), 0, 1);
        expectPairs(pairs.test(), 2);
        expectPairs(PairedFolder.grey(folder).reversed().load().test().reversed(), 2);
        assertThat(PairedFolder.rgb(folder)
                        .resized(16, 20)
                        .load()
                        .test()
                        .inputs()
                        .toString())
                .contains("1 image of 3x16x20");
        assertThat(pairs.train().identity())
                .isNotEqualTo(pairs.train().reversed().identity());
    }

    @Test
    void readsFoldersAAndB() throws IOException {
        for (String layout : new String[] {"%2$s/%1$s/x.png", "%1$s/%2$s/x.png"}) {
            Path root = folder.resolve(layout.substring(1, 2));
            for (String part : new String[] {"train", "test"}) {
                int i = part.equals("train") ? 0 : 1;
                write(root.getFileName() + "/" + layout.formatted("A", part), EDGES.image(i));
                write(root.getFileName() + "/" + layout.formatted("B", part), CLOTHES.image(i));
            }
            PairSplit pairs = PairedFolder.grey(root).load();
            expectPairs(pairs.train(), 0);
            expectPairs(pairs.test(), 1);
        }
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        PairedFolder pairs = PairedFolder.grey(folder);
        assertThatThrownBy(() -> PairedFolder.grey(folder.resolve("none")).load())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none does not exist, expected one with the folders train and test");
        assertThatThrownBy(pairs::load).hasMessageContaining("has no folder train");
        write("train/a.png", new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB));
        assertThatThrownBy(pairs::load)
                .hasMessageContaining("a.png has 4x5 pixels: a pair side by side has an even width");
        write("train/a.png", sideBySide(0));
        assertThatThrownBy(pairs::load).hasMessageContaining("has no folder val");
        write("train/b.png", new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB));
        assertThatThrownBy(pairs::load)
                .hasMessageContaining("pair train/b.png")
                .hasMessageContaining("has 4x3 pixels, but train/a.png has 28x28; ask for one size");
        Files.writeString(folder.resolve("train/b.png"), "not an image");
        assertThatThrownBy(pairs::load)
                .hasMessageContaining("b.png cannot be read: its contents are not those of an image");
    }

    @Test
    void saysWhichFileHasNoCounterpart() throws IOException {
        write("train/A/a.png", EDGES.image(0));
        assertThatThrownBy(() -> PairedFolder.grey(folder).load()).hasMessageContaining("has no counterpart");
        write("train/B/a.png", CLOTHES.image(0));
        write("train/B/b.png", CLOTHES.image(1));
        assertThatThrownBy(() -> PairedFolder.grey(folder).load())
                .hasMessageContaining("holds 1 images, but")
                .hasMessageContaining("each needs a counterpart of the same name");
        write("train/A/c.png", EDGES.image(1));
        assertThatThrownBy(() -> PairedFolder.grey(folder).load()).hasMessageContaining("c.png has no counterpart");
    }
}
