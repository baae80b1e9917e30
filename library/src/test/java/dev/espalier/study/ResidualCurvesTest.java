package dev.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.solve.Residuals;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;

class ResidualCurvesTest {

    private static Residuals.Round round(double scale) {
        return new Residuals.Round(List.of(0.4 * scale, 0.9 * scale, 0.1 * scale), List.of(0.0, 0.2 * scale, 0.3));
    }

    private static final Residuals RESIDUALS =
            new Residuals(List.of("conv1", "conv2", "fc"), List.of(round(1), round(0.1), round(0.01)), List.of(2));

    @Test
    void theFarthestTheMedianAndTheNearestAreDrawn() {
        XYChart chart = ResidualCurves.of(RESIDUALS);
        assertThat(chart.getTitle()).isEqualTo("Residuals of ADMM over 3 constraints");
        assertThat(chart.getSeriesMap().get("farthest from its set").getYData())
                .containsExactly(0.9, 0.9 * 0.1, 0.9 * 0.01);
        assertThat(chart.getSeriesMap().get("median").getYData()).containsExactly(0.4, 0.4 * 0.1, 0.4 * 0.01);
        assertThat(chart.getSeriesMap().get("nearest").getYData()).containsExactly(0.1, 0.1 * 0.1, 0.1 * 0.01);
        assertThat(chart.getSeriesMap().get("median move of members").getYData())
                .startsWith(0.2);
        assertThat(inked(chart)).as("pixels of the first series").isGreaterThan(200);
    }

    @Test
    void zeroIsDrawnWhereTheLogarithmEnds() {
        Residuals exact =
                new Residuals(List.of("fc"), List.of(new Residuals.Round(List.of(0.0), List.of(0.0))), List.of());
        assertThat(ResidualCurves.of(exact).getSeriesMap().get("median").getYData())
                .containsExactly(1e-6);
    }

    @Test
    void nothingToDrawIsSaid() {
        assertThatThrownBy(() -> ResidualCurves.of(new Residuals(List.of("fc"), List.of(), List.of())))
                .hasMessageStartingWith("ADMM stopped before its first round");
    }

    private static int inked(XYChart chart) {
        BufferedImage image = BitmapEncoder.getBufferedImage(chart);
        int wanted = Palette.series(0).getRGB();
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += new Color(image.getRGB(x, y)).getRGB() == wanted ? 1 : 0;
            }
        }
        return count;
    }
}
