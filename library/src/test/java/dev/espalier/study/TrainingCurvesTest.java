package dev.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.train.Epoch;
import dev.espalier.train.Evaluation;
import dev.espalier.train.Hold;
import dev.espalier.train.TrainingRun;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

class TrainingCurvesTest {

    private static final Model MODEL = Zoo.create("lenet5", Shape.of(1, 28, 28), 10, new Seed(1));

    private static TrainingRun run(int epochs) {
        List<Epoch> history = IntStream.rangeClosed(1, epochs)
                .mapToObj(i -> new Epoch(i, 2.0 / i, 1 - 0.5 / i, judged(100 - 40 / i, 2.2 / i), 0.05, 3))
                .toList();
        return new TrainingRun(MODEL, history, 10L * epochs, true, "", Hold.of(Map.of()));
    }

    private static Evaluation judged(int right, double loss) {
        return new Evaluation(
                "shirts", List.of("right", "wrong"), loss, List.of(List.of(right, 100 - right), List.of(0, 0)));
    }

    @Test
    void lossFallsFromLeftToRight() {
        XYChart chart = TrainingCurves.loss(run(6));
        assertThat(chart.getTitle()).isEqualTo("Loss of lenet5");
        assertThat(chart.getYAxisTitle()).isEqualTo("cross-entropy [nats]");
        for (int series = 0; series < 2; series++) {
            int[] ends = ends(BitmapEncoder.getBufferedImage(chart), Palette.series(series));
            assertThat(ends[1] - ends[0]).as("pixels downwards").isGreaterThan(100);
        }
    }

    @Test
    void accuracyRisesInPercent() {
        XYChart chart = TrainingCurves.accuracy(run(6));
        assertThat(chart.getSeriesMap().values()).allSatisfy(series -> assertThat(
                        Arrays.stream(series.getYData()).boxed())
                .hasSize(6)
                .allSatisfy(value -> assertThat(value).isBetween(50.0, 100.0)));
        int[] ends = ends(BitmapEncoder.getBufferedImage(chart), Palette.series(1));
        assertThat(ends[0] - ends[1]).as("pixels upwards").isGreaterThan(100);
    }

    /** How far down a curve is at its left and at its right end, within the plot. */
    private static int[] ends(BufferedImage picture, Color colour) {
        int plot = ChartStyle.HEIGHT - 80;
        int left = -1;
        int right = -1;
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < plot; y++) {
                if (picture.getRGB(x, y) == colour.getRGB()) {
                    left = left < 0 ? y : left;
                    right = y;
                }
            }
        }
        return new int[] {left, right};
    }

    @Test
    void oneEpochIsAPoint() {
        assertThat(ends(BitmapEncoder.getBufferedImage(TrainingCurves.loss(run(1))), Palette.BLUE)[0])
                .isPositive();
    }

    @Test
    void aRunWithoutEpochsHasNoCurve() {
        assertThatThrownBy(() -> TrainingCurves.loss(run(0)))
                .hasMessage("the run of 'lenet5' stopped before its first epoch was finished, so there is no curve to"
                        + " draw");
    }
}
