package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.model.Encoding;
import dev.espalier.model.LevelSet;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which rows get which levels (MSQ, arXiv 2012.04240). */
class RowVariancesTest {

    private static final LevelSet NARROW = new LevelSet.SumOfPowers(4);
    private static final LevelSet WIDE = new LevelSet.Fixed(4);

    @Test
    void halfOfFourRowsAreThoseOfSmallestVariance() {
        Levels half = new Levels.Mixed(NARROW, WIDE, 0.5);

        assertThat(half.ofRows(new double[] {.1, .4, .2, .3})).containsExactly(NARROW, WIDE, NARROW, WIDE);
    }

    @Property(tries = 200)
    void thereIsAThresholdBetweenTheRows(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @DoubleRange(min = 0, max = 1) double share) {
        double[] variances = new Seed(seed).generator().doubles(rows).toArray();
        List<LevelSet> sets = new Levels.Mixed(NARROW, WIDE, share).ofRows(variances);

        double largestNarrow = 0;
        double smallestWide = Double.MAX_VALUE;
        int narrow = 0;
        for (int row = 0; row < rows; row++) {
            if (sets.get(row).equals(NARROW)) {
                narrow++;
                largestNarrow = Math.max(largestNarrow, variances[row]);
            } else {
                smallestWide = Math.min(smallestWide, variances[row]);
            }
        }
        assertThat(narrow).isEqualTo((int) Math.round(share * rows));
        assertThat(largestNarrow).isLessThanOrEqualTo(smallestWide);
    }

    @Test
    void variancesAreThoseOfRawRowsAndSetsThoseThatTheyGet() {
        Model model = Zoo.lenet5(Shape.of(1, 28, 28), 10, new Seed(5));
        Quantize quantize = Quantize.mixed(4, 0.6);
        Quantized quantized = quantize.apply(model);

        List<RowVariances> layers = RowVariances.of(model, quantize);

        assertThat(layers).hasSize(5);
        for (RowVariances layer : layers) {
            String weight = layer.layer() + ".weight";
            INDArray rows = model.parameters().get(weight);
            rows = rows.reshape(rows.size(0), rows.length() / rows.size(0));
            List<Double> expected = new ArrayList<>();
            for (int row = 0; row < rows.size(0); row++) {
                INDArray one = rows.getRow(row);
                double mean = one.meanNumber().doubleValue();
                expected.add(one.mul(one).meanNumber().doubleValue() - mean * mean);
            }
            assertThat(layer.variances()).hasSameSizeAs(expected);
            for (int row = 0; row < expected.size(); row++) {
                assertThat(layer.variances().get(row)).isCloseTo(expected.get(row), within(1e-6));
            }
            assertThat(layer.sets())
                    .isEqualTo(((Encoding.Quantized) quantized.model().encoding(weight)).sets());
            assertThat(layer.sorted()).isSorted().hasSameElementsAs(layer.variances());
        }
    }

    @Test
    void theSpreadIsThatOfTheNinthTenthOverTheFirst() {
        List<Double> variances = new ArrayList<>();
        for (int row = 21; row > 0; row--) {
            variances.add((double) row);
        }
        // 1, 2, 3, ..., 21: two rows lie below the first tenth and two above the ninth.
        assertThat(new RowVariances("layer", variances, List.of()).spread()).isEqualTo(19 / 3.0);
    }
}
