package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Seed;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class BatchesTest {

    private static final Seed SEED = new Seed(42);

    @Test
    void aBatchHoldsNormalizedFloatsInOrder() {
        Dataset data = Samples.counting(3, 3, 2, 4);
        Normalization normalization = new Normalization(List.of(0.1, 0.2, 0.3), List.of(0.5, 0.6, 0.7));
        Batch batch = first(Batches.inOrder(data, 2).normalized(normalization).epoch(0));
        assertThat(batch.images().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(batch.images().shape()).containsExactly(2, 3, 2, 4);
        assertThat(batch.labels().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(batch.labels().shape()).containsExactly(2);
        for (int i = 0; i < 2; i++) {
            for (int c = 0; c < 3; c++) {
                for (int p = 0; p < 8; p++) {
                    double pixel = (data.pixels(i)[c * 8 + p] & 0xff) / 255.0;
                    float expected = (float) ((pixel - normalization.mean().get(c))
                            / normalization.std().get(c));
                    assertThat(batch.images().getFloat(i, c, p / 4, p % 4)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void labelsFollowTheirImages() {
        Dataset data = Samples.numbered(50, 7);
        for (Batch batch : Batches.shuffled(data, 8, SEED).epoch(3)) {
            for (int b = 0; b < batch.size(); b++) {
                int number = Math.round(batch.images().getFloat(b, 0, 0, 0) * 255);
                assertThat(number).isEqualTo(batch.positions()[b]);
                assertThat(batch.labels().getFloat(b)).isEqualTo(number % 7);
            }
        }
    }

    @Test
    void theRemainderIsKeptOrDropped() {
        Batches kept = Batches.inOrder(Samples.numbered(10, 1), 4);
        assertThat(kept.count()).isEqualTo(3);
        assertThat(kept.epoch(0)).extracting(Batch::size).containsExactly(4, 4, 2);
        assertThat(kept.withoutRemainder().count()).isEqualTo(2);
        assertThat(kept.withoutRemainder().epoch(0)).extracting(Batch::size).containsExactly(4, 4);
    }

    @Test
    void anEpochLargerThanTheDatasetIsOneBatch() {
        assertThat(Batches.inOrder(Samples.numbered(3, 1), 1000).epoch(0))
                .extracting(Batch::size)
                .containsExactly(3);
    }

    @Test
    void batchesStayWhatTheyAreWhenTheNextIsDrawn() {
        Iterator<Batch> pass =
                Batches.inOrder(Samples.numbered(4, 1), 2).epoch(0).iterator();
        Batch one = pass.next();
        pass.next();
        assertThat(one.images().getFloat(1, 0, 0, 0)).isEqualTo(1 / 255f);
    }

    @Test
    void aClosedBatchIsUnusableAndSaysSo() {
        Batch batch = first(Batches.inOrder(Samples.numbered(4, 1), 2).epoch(0));
        batch.close();
        batch.close();
        assertThatThrownBy(() -> batch.images().add(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void augmentationMovesAndMirrorsInsideTheFrame() {
        Dataset data = Samples.counting(1, 1, 5, 5);
        float[] table = Normalization.unit(1).table(0);
        byte[] pixels = data.pixels(0);
        float[] moved = new float[25];
        new Augmentation.Move(1, -2, true).copy(pixels, 0, 5, 5, table, moved, 0);
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 5; x++) {
                int row = y + 1;
                int column = 4 - x - 2;
                boolean inside = row < 5 && column >= 0;
                assertThat(moved[y * 5 + x]).isEqualTo(inside ? table[row * 5 + column] : 0);
            }
        }
    }

    @Test
    void paddingIsBlackAfterNormalizationToo() {
        Normalization normalization = new Normalization(List.of(0.5), List.of(0.25));
        float[] moved = new float[1];
        new Augmentation.Move(1, 0, false).copy(new byte[] {99}, 0, 1, 1, normalization.table(0), moved, 0);
        assertThat(moved).containsExactly(-2f);
    }

    @Test
    void anImageIsAugmentedTheSameWhateverBatchItIsIn() {
        Dataset data = Samples.counting(12, 1, 4, 4);
        Augmentation augmentation = new Augmentation(2, true);
        float[][] bySmall =
                images(Batches.shuffled(data, 5, SEED).augmented(augmentation).epoch(1), 12);
        float[][] byLarge =
                images(Batches.shuffled(data, 12, SEED).augmented(augmentation).epoch(1), 12);
        float[][] nextEpoch =
                images(Batches.shuffled(data, 12, SEED).augmented(augmentation).epoch(2), 12);
        assertThat(bySmall).isDeepEqualTo(byLarge);
        assertThat(nextEpoch).isNotEqualTo(byLarge);
    }

    @Test
    void everyMoveIsDrawnAboutEquallyOften() {
        Augmentation augmentation = new Augmentation(1, true);
        int[] drawn = new int[18];
        for (int i = 0; i < 18_000; i++) {
            Augmentation.Move move = augmentation.draw(SEED.split(i));
            drawn[((move.down() + 1) * 3 + move.right() + 1) * 2 + (move.mirror() ? 1 : 0)]++;
        }
        // Binomial, mean 1000, standard deviation 31.
        assertThat(IntStream.of(drawn).boxed()).allSatisfy(n -> assertThat(n).isBetween(850, 1150));
    }

    @Test
    void refusesWhatDoesNotFit() {
        Dataset ten = Samples.numbered(10, 1);
        Batches batches = Batches.inOrder(ten, 4);
        assertThatThrownBy(() -> Batches.inOrder(ten, 0)).hasMessage("batches of 0 images: expected at least 1");
        assertThatThrownBy(() -> batches.normalized(Normalization.unit(3)))
                .hasMessage("the normalization has 3 channels, but the images of numbered have 1");
        assertThatThrownBy(() -> batches.augmented(new Augmentation(4, true)))
                .hasMessage("augmentation draws at random and needs a seed; use Batches.shuffled(data, size, seed)");
        assertThatThrownBy(() -> new Augmentation(-1, true)).hasMessage("padding of -1 pixels: expected 0 or more");
        assertThatThrownBy(() -> Batches.inOrder(ten, 11).withoutRemainder())
                .hasMessage("numbered has 10 images, fewer than one batch of 11, and incomplete batches are dropped");
        assertThatThrownBy(() -> batches.epoch(0, 4))
                .hasMessage("batch 4 of epoch 0: expected an epoch of 0 or more and a batch of 0 to 3");
        assertThatThrownBy(() -> batches.epoch(0, 3).iterator().next()).isInstanceOf(NoSuchElementException.class);
    }

    private static Batch first(Iterable<Batch> epoch) {
        return epoch.iterator().next();
    }

    private static float[][] images(Iterable<Batch> epoch, int size) {
        float[][] images = new float[size][];
        for (Batch batch : epoch) {
            for (int b = 0; b < batch.size(); b++) {
                images[batch.positions()[b]] = batch.images().slice(b).ravel().toFloatVector();
            }
        }
        return images;
    }
}
