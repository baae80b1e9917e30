package dev.espalier.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.Normalization;
import dev.espalier.model.Dropping;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.model.zoo.Zoo;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Distances of the features of two sets of images. */
class FrechetDistanceTest {

    private static INDArray random(Random random, int items, int size) {
        float[][] rows = new float[items][size];
        for (float[] row : rows) {
            for (int i = 0; i < size; i++) {
                row[i] = (float) (random.nextGaussian() * (i + 1) + row[Math.max(0, i - 1)]);
            }
        }
        return Nd4j.createFromArray(rows);
    }

    private static double distance(INDArray a, INDArray b) {
        return FeatureStatistics.of(a).distance(FeatureStatistics.of(b));
    }

    /** The number is that of NumPy, from the eigenvalues of the product of both covariances, which is not symmetric. */
    @Test
    void theNumberIsThatOfAnIndependentComputation() {
        INDArray a =
                Nd4j.createFromArray(new float[][] {{1, 2, 3}, {2, 0, 1}, {4, 1, 0}, {0, 3, 2}, {1, 1, 5}, {3, 2, 2}});
        INDArray b = Nd4j.createFromArray(
                new float[][] {{0, 1, 1}, {2, 2, 3}, {1, 5, 0}, {2, 1, 4}, {3, 0, 1}, {1, 2, 2}, {5, 1, 1}});

        assertThat(distance(a, b)).isCloseTo(1.3961233048324804, within(1e-6));
    }

    @Property(tries = 20)
    void itIsADistance(@ForAll long seed) {
        Random random = new Random(seed);
        INDArray a = random(random, 30, 6);
        INDArray b = random(random, 8, 6).addi(random.nextFloat());

        assertThat(distance(a, a)).isCloseTo(0, within(1e-5));
        assertThat(distance(a, b)).isPositive().isCloseTo(distance(b, a), within(1e-6 * distance(a, b)));
    }

    /** Where covariances commute, as those of stretched features do, it is a sum of squares. */
    @Property(tries = 20)
    void stretchedFeaturesAreAsFarAsTheirDeviations(@ForAll long seed) {
        INDArray a = random(new Random(seed), 40, 5);
        INDArray centered = a.sub(a.mean(0));
        double stretch = 1.5;
        double trace = centered.norm2Number().doubleValue();

        double variance = trace * trace / 39;
        assertThat(distance(centered, centered.mul(stretch).addi(2)))
                .isCloseTo(5 * 4 + variance * 0.25, within(1e-4 * variance));
    }

    @Test
    void featuresOfAClassifierAreWhatItsLastLayerReads() {
        Model classifier = Dropping.trained(Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(1)));
        Normalization normalization = new Normalization(List.of(0.3), List.of(0.4));
        ImageFeatures features = ImageFeatures.penultimate(classifier, normalization);
        INDArray signed = Dropping.items(classifier).divi(4);

        INDArray found = features.of(signed);

        // The last layer on the features gives what the whole network gives of normalized images.
        INDArray expected =
                Dropping.fast(classifier, signed.add(1).divi(2).subi(0.3).divi(0.4));
        String last = classifier.output().name();
        INDArray logits = found.mmul(
                        classifier.parameters().get(last + ".weight").transpose())
                .addiRowVector(classifier.parameters().get(last + ".bias"));
        assertThat(logits.sub(expected).amaxNumber().doubleValue())
                .isLessThan(1e-4 * expected.amaxNumber().doubleValue());
        assertThat(features).hasToString("Fréchet distance on penultimate layer of lenet5");
        assertThat(features.of(Nd4j.ones(2, 1, 32, 30)).shape()).containsExactly(2, found.size(1));
    }

    @Test
    void whatHasNoFeaturesIsExplained() {
        Model discriminator = GanZoo.patchDiscriminator(Shape.of(1, 28, 28), 4, 2, new Seed(1));
        assertThatThrownBy(() -> ImageFeatures.penultimate(discriminator, Normalization.unit(1)))
                .hasMessage("the last layer of 'patch-discriminator' is 'score' (Conv2d); a classifier that ends in a"
                        + " Linear layer has features before it");
        assertThatThrownBy(() -> FeatureStatistics.of(Nd4j.ones(1, 3)))
                .hasMessage("statistics are taken of features [N, D] of at least two images, found [1, 3]");
        assertThatThrownBy(() -> distance(Nd4j.ones(2, 3), Nd4j.ones(2, 4)))
                .hasMessage("features of 3 and of 4 numbers have no distance");
        ImageFeatures grey = new ImageFeatures("any", discriminator, 1, 0);
        assertThatThrownBy(() -> grey.of(Nd4j.ones(2, 3, 28, 28)))
                .hasMessage("'patch-discriminator' has features of images [N, 1, 28, 28], and found [2, 3, 28, 28]");
    }
}
