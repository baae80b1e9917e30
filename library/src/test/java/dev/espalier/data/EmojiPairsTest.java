package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmojiPairsTest {

    private static final int BASES = 10;

    @TempDir
    Path directory;

    /** Emoji 0 to 9, the even ones in one more skin tone; of emoji 3 one vendor has no picture. */
    private static String index() {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < BASES; i++) {
            String has = "\"has_img_twitter\": true, \"has_img_google\": " + (i != 3);
            json.append(i == 0 ? "" : ",")
                    .append("{\"image\": \"%d.png\", \"category\": \"%s\", %s".formatted(i, i < 5 ? "B" : "A", has));
            if (i % 2 == 0) {
                json.append(", \"skin_variations\": {\"1F3FB\": {\"image\": \"%d-1f3fb.png\", %s}}".formatted(i, has));
            }
            json.append('}');
        }
        return json.append(']').toString();
    }

    /** Pictures of one colour that tells vendor and base. */
    private static byte[] picture(int red, int base) throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 64 * 64; p++) {
            image.setRGB(p % 64, p / 64, red << 16 | base);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private Path archive(String vendor, int red, Predicate<String> files) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        entry(tar, "package/emoji.json", index().getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < BASES; i++) {
            for (String name : List.of(i + ".png", i + "-1f3fb.png")) {
                if (files.test(name)) {
                    entry(tar, "package/img/" + vendor + "/64/" + name, picture(red, i));
                }
            }
        }
        entry(tar, "package/img/" + vendor + "/sheets/64.png", new byte[3000]);
        tar.write(new byte[1024]);
        return Files.write(directory.resolve(vendor + ".tgz"), FashionMnistExcerptWriter.gzip(tar.toByteArray()));
    }

    private static void entry(ByteArrayOutputStream out, String name, byte[] contents) throws IOException {
        byte[] header = new byte[512];
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 0, text.length);
        byte[] size = "%011o".formatted(contents.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, header, 124, size.length);
        header[156] = '0';
        out.write(header);
        out.write(contents);
        out.write(new byte[(512 - contents.length % 512) % 512]);
    }

    @Test
    void pairsStayTogetherAndSkinTonesWithTheirBase() throws IOException {
        PairSplit pairs = EmojiPairs.load(
                new Seed(1), archive("twitter", 10, any -> true), archive("google", 20, name -> !name.startsWith("3")));
        assertThat(pairs.train().size() + pairs.test().size()).isEqualTo(9 + 5);
        Set<Integer> trained = bases(pairs.train());
        Set<Integer> tested = bases(pairs.test());
        assertThat(tested).hasSizeBetween(1, 2).doesNotContainAnyElementsOf(trained);
        assertThat(trained).doesNotContain(3);
        assertThat(bases(EmojiPairs.load(new Seed(1), directory.resolve("twitter.tgz"), directory.resolve("google.tgz"))
                        .test()))
                .isEqualTo(tested);
    }

    private static Set<Integer> bases(ImagePairs pairs) {
        Set<Integer> bases = new HashSet<>();
        for (int i = 0; i < pairs.size(); i++) {
            int input = pairs.inputs().image(i).getRGB(30, 30) & 0xffffff;
            int target = pairs.targets().image(i).getRGB(30, 30) & 0xffffff;
            assertThat(input >> 16).isEqualTo(10);
            assertThat(target >> 16).isEqualTo(20);
            assertThat(input & 0xff).isEqualTo(target & 0xff);
            assertThat(pairs.inputs().classNames().get(pairs.inputs().label(i)))
                    .isEqualTo((input & 0xff) < 5 ? "B" : "A");
            bases.add(input & 0xff);
        }
        return bases;
    }

    @Test
    void saysWhichPictureIsMissing() throws IOException {
        Path twitter = archive("twitter", 10, name -> !name.equals("4-1f3fb.png"));
        Path google = archive("google", 20, any -> true);
        assertThatThrownBy(() -> EmojiPairs.load(new Seed(1), twitter, google))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("twitter.tgz has no picture 4-1f3fb.png");
    }

    /** Where the archives are. */
    @Test
    void theRealOnesAre3786() {
        Assumptions.assumeTrue(EmojiPairs.find(DataPlaces.system()).isPresent(), "no emoji on this machine");
        PairSplit pairs = EmojiPairs.load(new Seed(1), DataPlaces.system(), Progress.NONE, Cancellation.NEVER);
        assertThat(pairs.train().size() + pairs.test().size()).isEqualTo(3786);
        assertThat(pairs.test().size()).isBetween(500, 1000);
        assertThat(pairs.train().inputs().classNames()).hasSize(10).contains("Animals & Nature", "Flags");
    }
}
