package dev.espalier.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.OffHeap;
import dev.espalier.model.Seed;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ImagePoolTest {

    /** Images of two pixels, both of which hold the number of the image. */
    private static INDArray numbered(int first, int count) {
        float[] pixels = new float[2 * count];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = first + i / 2;
        }
        return Nd4j.createFromArray(pixels).reshape(count, 1, 1, 2);
    }

    /** The numbers of what is shown for batches of images 0, 1, 2, ... */
    private static List<List<Integer>> shown(ImagePool pool, int first, int batches, int size) {
        List<List<Integer>> shown = new ArrayList<>();
        for (int batch = 0; batch < batches; batch++) {
            try (OffHeap given = pool.exchange(numbered(first + batch * size, size))) {
                List<Integer> numbers = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    assertThat(given.array().getFloat(i, 0, 0, 0))
                            .isEqualTo(given.array().getFloat(i, 0, 0, 1));
                    numbers.add((int) given.array().getFloat(i, 0, 0, 0));
                }
                shown.add(numbers);
            }
        }
        return shown;
    }

    private static List<Integer> kept(ImagePool pool) {
        List<Integer> kept = new ArrayList<>();
        INDArray images = pool.memory("").get("images");
        for (int i = 0; images != null && i < images.size(0); i++) {
            kept.add((int) images.getFloat(i, 0, 0, 0));
        }
        return kept;
    }

    /** Once it is full, nothing is lost and nothing is shown twice. */
    @Property(tries = 50)
    void whatCameIsShownOnceOrStillThere(
            @ForAll @IntRange(max = 12) int capacity,
            @ForAll @IntRange(min = 1, max = 10) int batches,
            @ForAll @IntRange(min = 1, max = 5) int size,
            @ForAll long seed) {
        ImagePool pool = new ImagePool(capacity, new Seed(seed));
        List<Integer> shown =
                shown(pool, 0, batches, size).stream().flatMap(List::stream).toList();
        int filled = Math.min(capacity, batches * size);
        assertThat(shown.subList(0, filled))
                .as("while it fills, all are shown as they come")
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(kept(pool)).hasSize(filled);
        List<Integer> shownOrKept = new ArrayList<>(shown.subList(filled, shown.size()));
        shownOrKept.addAll(kept(pool));
        List<Integer> came = new ArrayList<>();
        for (int i = 0; i < batches * size; i++) {
            came.add(i);
        }
        assertThat(shownOrKept).containsExactlyInAnyOrderElementsOf(came);
    }

    @Property(tries = 20)
    void goesOnFromWhatWasSavedAsIfNothingHadHappened(
            @ForAll @IntRange(min = 1, max = 8) int capacity,
            @ForAll @IntRange(max = 6) int before,
            @ForAll long seed) {
        ImagePool straight = new ImagePool(capacity, new Seed(seed));
        shown(straight, 0, before, 3);
        ImagePool restored = new ImagePool(capacity, new Seed(seed));
        restored.restore(straight.memory("a/"), "a/");
        assertThat(shown(restored, 100, 5, 3)).isEqualTo(shown(straight, 100, 5, 3));
    }

    @Test
    void everySecondImageIsAnEarlierOne() {
        ImagePool pool = new ImagePool(ImagePool.USUAL, new Seed(1));
        List<List<Integer>> shown = shown(pool, 0, 1000, 1);
        int earlier = 0;
        for (int i = ImagePool.USUAL; i < shown.size(); i++) {
            earlier += shown.get(i).get(0) < i ? 1 : 0;
        }
        assertThat(earlier).as("of 950, deviation 15").isBetween(475 - 75, 475 + 75);
    }

    @Test
    void withoutRoomEveryImageIsShownAtOnce() {
        assertThat(shown(new ImagePool(0, new Seed(1)), 0, 2, 2)).containsExactly(List.of(0, 1), List.of(2, 3));
        assertThat(new ImagePool(0, new Seed(1)).memory("")).containsOnlyKeys("count");
        assertThatThrownBy(() -> new ImagePool(-1, new Seed(1))).hasMessageContaining("-1 images; at least 0");
    }
}
