package dev.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.budget.Allocation;
import dev.espalier.budget.Allocator;
import dev.espalier.budget.Budget;
import dev.espalier.budget.Dial;
import dev.espalier.budget.PruneDials;
import dev.espalier.budget.Sensitivity;
import dev.espalier.budget.SensitivityCurve;
import dev.espalier.budget.SensitivityCurve.Point;
import dev.espalier.budget.SensitivityCurves;
import dev.espalier.budget.Strategy;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Rate;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;

class BudgetChartsTest {

    private static final Model MODEL = Zoo.create("resnet20", Shape.of(1, 28, 28), 10, new Seed(1));

    private static SensitivityCurves curves(int parts) {
        List<SensitivityCurve> curves = IntStream.range(0, parts)
                .mapToObj(i -> new SensitivityCurve(
                        new Dial.Weights("conv" + i, 0.01, 1),
                        List.of(point(1, 0.3, 0.9), point(0.5, 0.4 + i, 0.8), point(0.125, Double.NaN, 0.1))))
                .toList();
        return new SensitivityCurves("net", "prune", Sensitivity.usual(new Seed(1)), "shirts", curves, true);
    }

    private static Point point(double keep, double loss, double accuracy) {
        return new Point(keep, loss, accuracy, Cost.NONE);
    }

    @Test
    void curvesGoByTimesSmaller() {
        XYChart chart = BudgetCharts.accuracy(curves(2));
        assertThat(chart.getTitle()).isEqualTo("Accuracy of net with one part made smaller");
        assertThat(chart.getSeriesMap().get("conv1").getXData()).containsExactly(0, 1, 3);
        assertThat(chart.getSeriesMap().get("conv1").getYData()).containsExactly(90, 80, 10);
        assertThat(count(BitmapEncoder.getBufferedImage(chart), Palette.BLUE)).isGreaterThan(30);
    }

    @Test
    void lossesThatAreNoNumbersAreLeftOut() {
        XYChart chart = BudgetCharts.loss(curves(9));
        assertThat(chart.getSeriesMap()).hasSize(9);
        assertThat(chart.getSeriesMap().get("conv3").getYData()).containsExactly(0.3, 3.4);
    }

    @Test
    void everyLayerHasItsBar() {
        Allocation allocation = new Allocator(Budget.parse("macs 30%"), new Strategy.Uniform())
                .allocate(PruneDials.of(MODEL, Prune.unstructured(Rate.times(32))));
        CategoryChart chart = BudgetCharts.division(allocation);
        assertThat(chart.getSeriesMap().keySet()).containsExactly("before", "after");
        assertThat(chart.getSeriesMap().get("after").getYData().stream()
                        .mapToLong(Number::longValue)
                        .sum())
                .isEqualTo(allocation.after().keptMacs());
        BufferedImage picture = BitmapEncoder.getBufferedImage(chart);
        assertThat(count(picture, Palette.BLUE)).isGreaterThan(1000);
        assertThat(count(picture, Palette.FAINT)).isGreaterThan(2000);
    }

    private static long count(BufferedImage picture, Color colour) {
        return IntStream.range(0, picture.getWidth() * picture.getHeight())
                .filter(i -> picture.getRGB(i % picture.getWidth(), i / picture.getWidth()) == colour.getRGB())
                .count();
    }
}
