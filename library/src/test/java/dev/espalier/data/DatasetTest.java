package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Seed;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DatasetTest {

    @Test
    void takeKeepsTheFirstImages() {
        Dataset taken = Samples.numbered(10, 3).take(4);
        assertThat(taken.size()).isEqualTo(4);
        assertThat(taken.pixels(3)).containsOnly(3);
        assertThat(taken.counts()).containsExactly(2, 1, 1);
    }

    @Test
    void subsetsOfSubsetsReachTheRightPixels() {
        Dataset chosen = Samples.numbered(10, 3).subset(7, 2, 9).subset(2, 0);
        assertThat(chosen.pixels(0)).containsOnly(9);
        assertThat(chosen.pixels(1)).containsOnly(7);
        assertThat(chosen.label(1)).isEqualTo(1);
    }

    @Test
    void takePerClassKeepsTheOrderAndTakesWhatThereIs() {
        Dataset data = Samples.numbered(7, 3).takePerClass(2);
        assertThat(Stream.iterate(0, i -> i < data.size(), i -> i + 1).map(i -> (int) data.pixels(i)[0]))
                .containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(Samples.numbered(7, 3).takePerClass(9).size()).isEqualTo(7);
    }

    @Test
    void poolingAveragesSquaresOfEachChannel() {
        byte[] pixels = {0, 4, 10, 10, 4, 4, 10, 12, (byte) 200, (byte) 200, 1, 1, (byte) 200, (byte) 204, 1, 0};
        Dataset data = new Dataset("d", 1, 2, 4, pixels, new int[] {0, 0}, List.of("a"), Samples.provenance());
        Dataset pooled = data.subset(1, 0).pooled(2);
        assertThat(List.of(pooled.height(), pooled.width())).containsExactly(1, 2);
        assertThat(pooled.pixels(0)).containsExactly((byte) 201, (byte) 1);
        assertThat(pooled.pixels(1)).containsExactly((byte) 3, (byte) 11);
        assertThat(pooled.provenance().selection()).endsWith("pooled(2)");
        assertThatThrownBy(() -> data.pooled(4)).hasMessageContaining("images of 2x4 do not fall into such squares");
    }

    @Test
    void changingACopyOfPixelsOrLabelsLeavesTheSetAlone() {
        int[] labels = {0, 0};
        Dataset data = new Dataset("d", 1, 1, 1, new byte[2], labels, List.of("a", "b"), Samples.provenance());
        labels[0] = 1;
        data.pixels(0)[0] = 5;
        assertThat(data.label(0)).isZero();
        assertThat(data.pixels(0)).containsExactly(0);
    }

    @Test
    void aGreyImageHasThreeEqualChannels() {
        int rgb = Samples.counting(1, 1, 16, 16).image(0).getRGB(15, 12);
        assertThat(rgb).isEqualTo(0xffcfcfcf);
    }

    @Test
    void aColourImageHasItsPlanesInOrderRedGreenBlue() {
        int rgb = Samples.counting(2, 3, 2, 2).image(1).getRGB(1, 0);
        assertThat(rgb).isEqualTo(0xff000000 | 13 << 16 | 17 << 8 | 21);
    }

    @Test
    void readsInATerminal() {
        assertThat(Samples.numbered(1200, 3))
                .hasToString("numbered: 1,200 images of 1x2x3, 3 classes of 400\n  from a test");
        assertThat(Samples.numbered(10, 3).take(4).take(1))
                .hasToString(
                        """
                numbered: 1 image of 1x2x3, 3 classes (class 0 1, class 1 0, class 2 0)
                  from a test
                  selected by take(4), take(1)""");
    }

    @Test
    void anExcerptSaysSoWhereverItIsPrinted() {
        Dataset whole = Samples.numbered(8, 2);
        Dataset excerpt = whole.with(whole.provenance().asExcerpt().noted("the full set was not found"));
        assertThat(excerpt.title()).isEqualTo("numbered [excerpt]");
        assertThat(excerpt.take(4).split(0.5, new Seed(1)).toString())
                .startsWith("numbered [excerpt]: 2 images")
                .contains("note: the full set was not found", "selected by take(4), split(0.5, seed 1).test");
        assertThat(ImageGrid.first(excerpt, 2, 2).toString()).contains("[excerpt]");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusesWhatDoesNotFit(String message, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessage(message);
    }

    static Stream<Arguments> refusesWhatDoesNotFit() {
        Dataset ten = Samples.numbered(10, 3);
        return Stream.of(
                row("take(0): numbered has 1 to 10 images to take", () -> ten.take(0)),
                row("take(11): numbered has 1 to 10 images to take", () -> ten.take(11)),
                row("takePerClass(0): expected at least 1", () -> ten.takePerClass(0)),
                row("subset(): expected at least one index", () -> ten.subset()),
                row("image 10 of numbered: expected an index of 0 to 9", () -> ten.subset(3, 10)),
                row("image -1 of numbered: expected an index of 0 to 9", () -> ten.label(-1)),
                row("split(1.0): expected a fraction between 0 and 1", () -> ten.split(1, new Seed(0))),
                row("split(NaN): expected a fraction between 0 and 1", () -> ten.split(Double.NaN, new Seed(0))),
                row(
                        "split(0.1) of 10 images leaves one part empty; take a fraction nearer to 0.5, or more images",
                        () -> ten.split(0.1, new Seed(0))),
                row("channels must be 1 (grey) or 3 (red, green, blue), found 2", () -> Samples.counting(1, 2, 1, 1)),
                row("images must have at least one pixel, found 0x4", () -> Samples.counting(1, 1, 0, 4)),
                row("a dataset needs at least one image", () -> Samples.counting(0, 1, 1, 1)),
                row("2 labels of 1x2x2 images need 8 bytes of pixels, found 7", () -> of(new byte[7], 0, 0)),
                row("image 1 has label 2, expected 0 to 1", () -> of(new byte[8], 0, 2)),
                row("image 0 has label -1, expected 0 to 1", () -> of(new byte[8], -1, 0)),
                row(
                        "training and test part must have the same classes in the same order; training part: [class 0,"
                                + " class 1, class 2], test part: [class 0]",
                        () -> new Split(ten, Samples.numbered(3, 1))));
    }

    private static Dataset of(byte[] pixels, int... labels) {
        return new Dataset("d", 1, 2, 2, pixels, labels, List.of("a", "b"), Samples.provenance());
    }

    private static Arguments row(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }
}
