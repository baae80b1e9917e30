package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmojiPairsTest {

    private static final int BASES = 10;
    private static final int STEP = 66;

    @TempDir
    Path directory;

    /** Emoji 0 to 9 in the first column, the even ones in one more skin tone in the second; of emoji 3 one vendor has no picture. */
    private Path index() throws IOException {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < BASES; i++) {
            String has = "\"has_img_twitter\": true, \"has_img_google\": %s, \"sheet_y\": %d".formatted(i != 3, i);
            json.append(i == 0 ? "" : ",")
                    .append("{\"image\": \"%d.png\", \"category\": \"%s\", %s, \"sheet_x\": 0"
                            .formatted(i, i < 5 ? "B" : "A", has));
            if (i % 2 == 0) {
                json.append(", \"skin_variations\": {\"1F3FB\": {\"image\": \"%d-1f3fb.png\", %s, \"sheet_x\": 1}}"
                        .formatted(i, has));
            }
            json.append('}');
        }
        return Files.writeString(directory.resolve("emoji.json"), json.append(']'));
    }

    /** Pictures of one colour each that tells vendor, column and row, on transparent borders. */
    private Path sheet(String vendor, int red, int rows) throws IOException {
        BufferedImage image = new BufferedImage(2 * STEP, rows * STEP, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                boolean border = x % STEP % (STEP - 1) == 0 || y % STEP % (STEP - 1) == 0;
                image.setRGB(x, y, border ? 0 : 0xff << 24 | red << 16 | x / STEP << 8 | y / STEP);
            }
        }
        Path file = directory.resolve(vendor + ".png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void pairsStayTogetherAndSkinTonesWithTheirBase() throws IOException {
        Path index = index();
        Path twitter = sheet("twitter", 10, BASES);
        Path google = sheet("google", 20, BASES);
        PairSplit pairs = EmojiPairs.load(new Seed(1), index, twitter, google);
        assertThat(pairs.train().size() + pairs.test().size()).isEqualTo(9 + 5);
        Set<Integer> trained = bases(pairs.train());
        Set<Integer> tested = bases(pairs.test());
        assertThat(tested).hasSizeBetween(1, 2).doesNotContainAnyElementsOf(trained);
        assertThat(trained).doesNotContain(3);
        assertThat(bases(EmojiPairs.load(new Seed(1), index, twitter, google).test()))
                .isEqualTo(tested);
    }

    private static Set<Integer> bases(ImagePairs pairs) {
        Set<Integer> bases = new HashSet<>();
        for (int i = 0; i < pairs.size(); i++) {
            int input = colour(pairs.inputs().image(i));
            int target = colour(pairs.targets().image(i));
            assertThat(input >> 16).isEqualTo(10);
            assertThat(target >> 16).isEqualTo(20);
            assertThat(input & 0xffff).isEqualTo(target & 0xffff);
            assertThat(pairs.inputs().classNames().get(pairs.inputs().label(i)))
                    .isEqualTo((input & 0xff) < 5 ? "B" : "A");
            bases.add(input & 0xff);
        }
        return bases;
    }

    /** The one colour of a picture that was cut from the sheet without its border. */
    private static int colour(BufferedImage picture) {
        int colour = picture.getRGB(0, 0) & 0xffffff;
        for (int p = 0; p < 64 * 64; p++) {
            assertThat(picture.getRGB(p % 64, p / 64) & 0xffffff).isEqualTo(colour);
        }
        return colour;
    }

    @Test
    void saysWhichPictureIsMissing() throws IOException {
        Path index = index();
        Path twitter = sheet("twitter", 10, 9);
        Path google = sheet("google", 20, BASES);
        assertThatThrownBy(() -> EmojiPairs.load(new Seed(1), index, twitter, google))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "twitter.png has no row 9 and column 0, where 9.png should be; it has 594x132 pixels");
    }

    /** Where the files are. */
    @Test
    void theRealOnesAre3786() {
        Assumptions.assumeTrue(EmojiPairs.find(DataPlaces.system()).isPresent(), "no emoji on this machine");
        PairSplit pairs = EmojiPairs.load(new Seed(1), DataPlaces.system(), Progress.NONE, Cancellation.NEVER);
        assertThat(pairs.train().size() + pairs.test().size()).isEqualTo(3786);
        assertThat(pairs.test().size()).isBetween(500, 1000);
        assertThat(pairs.train().inputs().classNames()).hasSize(10).contains("Animals & Nature", "Flags");
    }
}
